// Whether a message says where each of its fields ends. Where it does not, text can be moved from one field into the
// next, and the MAC stays right.
#pragma once

#include "host/format/shape.hpp"

#include <string>
#include <vector>

namespace hmacsweep::format {

/// The recipe's fields, by their names and in its order, between which text can be moved: two at least, or none. What
/// the recipe and the templates of line and MAC say is looked at, and never the records. `has_whole_macs`: whether
/// every MAC has its full length.
[[nodiscard]] std::vector<std::string> unproved_boundaries(const Shape& shape, bool has_whole_macs);

}    // namespace hmacsweep::format
