#include "host/cli/options/option_values.hpp"

#include <charconv>
#include <system_error>

namespace hmacsweep::cli {

Result<std::uint64_t> parse_number(std::string_view option, std::string_view text, std::uint64_t least,
                                   std::uint64_t most) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < least || number > most) {
        const std::string range = most == std::numeric_limits<std::uint64_t>::max()
                                      ? fmt::format("a whole number of at least {}", least)
                                      : fmt::format("a whole number from {} to {}", least, most);
        return Error{fmt::format("{} takes {}, not \"{}\"", option, range, text)};
    }
    return number;
}

}    // namespace hmacsweep::cli
