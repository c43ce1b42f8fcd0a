// The values of options: text to validated numbers and enumerators, with errors that name the option.
#pragma once

#include "host/base/result.hpp"

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace hmacsweep::cli {

/// A whole number in decimal digits, `least` <= value <= `most`.
Result<std::uint64_t> parse_number(std::string_view option, std::string_view text, std::uint64_t least = 0,
                                   std::uint64_t most = std::numeric_limits<std::uint64_t>::max());

/// Why a text is no MacAlgorithm, with the one that it may stand for.
[[nodiscard]] std::string unknown_algorithm(std::string_view option, std::string_view text);

/// One of several words.
template <class T>
Result<T> parse_choice(std::string_view option, std::string_view text,
                       std::span<const std::pair<std::string_view, T>> choices) {
    std::string words;
    for (const auto& [word, value] : choices) {
        if (word == text) {
            return value;
        }
        words += fmt::format("{}{}", words.empty() ? "" : ", ", word);
    }
    return Error{fmt::format("{} takes one of {}, not \"{}\"", option, words, text)};
}

}    // namespace hmacsweep::cli
