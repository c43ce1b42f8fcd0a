// Whether a message shows where each of its fields ends. If it does not, text can be moved from one field into the next
// without a change of the MAC.
#pragma once

#include "host/format/shape.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::format {

/// The names of the recipe's fields between which text can be moved, in the recipe's order: at least two, or none.
/// `raw` and `prev.Mac` count as names. Looks at the recipe and at the templates of line and MAC, not at records.
/// `has_whole_macs`: whether every MAC has its full length.
[[nodiscard]] std::vector<std::string> unproved_boundaries(const Shape& shape, bool has_whole_macs);

/// The step that proves where a field ends in a message by this recipe: `no(.)` where `.` is the first text between two
/// fields. `no(|)` where there is no such text, or a step cannot name it.
[[nodiscard]] std::string proving_step(std::string_view recipe);

}    // namespace hmacsweep::format
