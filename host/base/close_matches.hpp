// Finds the words that a mistyped word is similar to.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace hmacsweep {

/// At most three of `choices` that are similar to `word`, the most similar first: the result of Python's
/// difflib.get_close_matches() with a cutoff of 0.8.
[[nodiscard]] std::vector<std::string_view> close_matches(std::string_view word,
                                                          std::span<const std::string_view> choices);

}    // namespace hmacsweep
