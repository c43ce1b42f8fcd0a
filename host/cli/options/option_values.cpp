#include "host/cli/options/option_values.hpp"

#include "host/base/algorithm_names.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>

namespace hmacsweep::cli {
namespace {

/// The algorithm that a name from elsewhere stands for, as `sha256`, `HS256` or `hmac-sha2-256`; nothing where that is
/// not clear.
std::optional<Algorithm> meant_algorithm(std::string_view name) {
    std::string plain;
    for (const char c : name) {
        const bool is_upper = c >= 'A' && c <= 'Z';
        if (is_upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            plain += static_cast<char>(is_upper ? c - 'A' + 'a' : c);
        }
    }
    for (const Algorithm algorithm : all_algorithms) {
        const std::string bits = std::to_string(8 * core::digest_bytes(algorithm));
        for (const std::string_view before : {"", "sha", "sha2", "hs", "hmac", "hmacsha", "hmacsha2", "hmacwithsha"}) {
            if (plain == std::string(before) + bits || plain == std::string(before) + bits + "hmac") {
                return algorithm;
            }
        }
    }
    return std::nullopt;
}

}    // namespace

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
