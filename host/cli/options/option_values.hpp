// The values of options: text to checked numbers and enumerators, with errors that name the option.
#pragma once

#include "host/base/result.hpp"

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace hmacsweep::cli {

/// A whole number in decimal digits, `least` <= value <= `most`.
Result<std::uint64_t> parse_number(std::string_view option, std::string_view text, std::uint64_t least = 0,
                                   std::uint64_t most = std::numeric_limits<std::uint64_t>::max());

/// The error for a text that is no MacAlgorithm. It suggests the algorithm that the text may stand for.
[[nodiscard]] std::string unknown_algorithm(std::string_view option, std::string_view text);

/// `; did you mean WORD?` with the word that a text is similar to; empty without such a word.
[[nodiscard]] std::string question(std::string_view text, std::span<const std::string_view> words);

/// The error for a text that is none of an option's words.
[[nodiscard]] std::string unknown_choice(std::string_view option, std::string_view text,
                                         std::span<const std::string_view> words);

/// The entries of lists with commas between them.
[[nodiscard]] std::vector<std::string> entries_of(std::span<const std::string> lists);

/// One of several words.
template <class T>
Result<T> parse_choice(std::string_view option, std::string_view text,
                       std::span<const std::pair<std::string_view, T>> choices) {
    std::vector<std::string_view> words;
    words.reserve(choices.size());
    for (const auto& [word, value] : choices) {
        if (word == text) {
            return value;
        }
        words.push_back(word);
    }
    return Error{unknown_choice(option, text, words)};
}

}    // namespace hmacsweep::cli
