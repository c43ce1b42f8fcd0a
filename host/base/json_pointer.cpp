#include "host/base/json_pointer.hpp"

#include <charconv>
#include <system_error>

#include "host/base/encoding.hpp"

#include <fmt/format.h>

namespace hmacsweep {

Result<JsonPointer> parse_json_pointer(std::string_view text) {
    JsonPointer pointer;
    if (!is_json_pointer(text)) {
        return Error{fmt::format("has \"{}\", which does not begin with / as a JSON pointer does", printable(text))};
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '/') {
            pointer.emplace_back();
        } else if (text[i] != '~') {
            pointer.back() += text[i];
        } else if (i + 1 < text.size() && (text[i + 1] == '0' || text[i + 1] == '1')) {
            pointer.back() += text[i + 1] == '0' ? '~' : '/';
            ++i;
        } else {
            return Error{
                fmt::format("has \"{}\", where a ~ is neither ~0 (a tilde) nor ~1 (a slash)", printable(text))};
        }
    }
    return pointer;
}

std::string pointer_part(std::string_view name) {
    std::string part;
    for (const char c : name) {
        if (c == '~') {
            part += "~0";
        } else if (c == '/') {
            part += "~1";
        } else {
            part += c;
        }
    }
    return part;
}

std::string member_pointer(std::string_view name) {
    return is_json_pointer(name) ? fmt::format("/{}", pointer_part(name)) : std::string(name);
}

std::optional<std::size_t> element_number(std::string_view part) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
    const bool is_number = error == std::errc{} && end == part.data() + part.size();
    return is_number && (part.size() == 1 || part[0] != '0') ? std::optional(number) : std::nullopt;
}

}    // namespace hmacsweep
