// Which words a mistyped one is close to.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace hmacsweep::aws {

/// At most three of `choices` that are like `word`, the closest first: what Python's difflib.get_close_matches() gives
/// with a cutoff of 0.8 (Ratcliff and Obershelp's measure).
[[nodiscard]] std::vector<std::string_view> close_matches(std::string_view word,
                                                          std::span<const std::string_view> choices);

}    // namespace hmacsweep::aws
