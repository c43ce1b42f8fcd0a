// Templates of --line for lines of text that have MACs in them.
#pragma once

#include "host/diagnosis/job/mac_places.hpp"

#include <span>
#include <string>
#include <vector>

namespace hmacsweep::diagnosis {

/// The templates that fit most of the lines, the one with the fewest parts first. None where the lines have no MAC in
/// one place.
[[nodiscard]] std::vector<std::string> line_templates(std::span<const std::string> lines, MacLengths lengths);

}    // namespace hmacsweep::diagnosis
