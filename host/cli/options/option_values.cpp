#include "host/cli/options/option_values.hpp"

#include "host/base/close_matches.hpp"
#include "host/base/meant_algorithm.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>

#include <fmt/ranges.h>

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

std::string unknown_algorithm(std::string_view option, std::string_view text) {
    const std::optional<Algorithm> meant = meant_algorithm(text);
    return fmt::format("{} takes one of {}, not \"{}\"{}", option, algorithm_list(", "), text,
                       meant ? fmt::format("; did you mean {}?", name_of(*meant)) : "");
}

std::string question(std::string_view text, std::span<const std::string_view> words) {
    const std::vector<std::string_view> meant = close_matches(text, words);
    return meant.empty() ? std::string() : fmt::format("; did you mean {}?", meant.front());
}

std::string unknown_choice(std::string_view option, std::string_view text, std::span<const std::string_view> words) {
    return fmt::format("{} takes one of {}, not \"{}\"{}", option, fmt::join(words, ", "), text, question(text, words));
}

std::vector<std::string> entries_of(std::span<const std::string> lists) {
    std::vector<std::string> entries;
    for (const std::string& list : lists) {
        for (std::size_t begin = 0; begin <= list.size();) {
            const std::size_t end = std::min(list.find(',', begin), list.size());
            entries.push_back(list.substr(begin, end - begin));
            begin = end + 1;
        }
    }
    return entries;
}

}    // namespace hmacsweep::cli
