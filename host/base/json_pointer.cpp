#include "host/base/json_pointer.hpp"

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

}    // namespace hmacsweep
