// Checks of options, one after another. The first check that fails gives the error.
#pragma once

#include "host/base/result.hpp"
#include "host/cli/options/option_values.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hmacsweep::cli {

/// The words that an option takes, and what they mean.
template <class T, std::size_t N>
using Choices = std::array<std::pair<std::string_view, T>, N>;

/// The words alone, for completions.
template <class T, std::size_t N>
std::vector<std::string> words_of(const Choices<T, N>& choices) {
    std::vector<std::string> words;
    for (const auto& [word, value] : choices) {
        words.emplace_back(word);
    }
    return words;
}

/// Keeps the first error of several checks.
class Validation {
public:
    template <class T>
    void set(T& target, Result<T> result) {
        if (result) {
            target = std::move(*result);
        } else if (error_.empty()) {
            error_ = result.error().message;
        }
    }
    template <class T, std::size_t N>
    void choose(T& target, std::string_view option, std::string_view text, const Choices<T, N>& choices) {
        set(target, parse_choice<T>(option, text, choices));
    }
    void require(bool holds, std::string error) {
        if (!holds && error_.empty()) {
            error_ = std::move(error);
        }
    }
    [[nodiscard]] const std::string& error() const { return error_; }

private:
    std::string error_;
};

}    // namespace hmacsweep::cli
