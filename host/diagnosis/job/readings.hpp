// The formats that an input may have, by its first lines.
#pragma once

#include "host/diagnosis/job/line_templates.hpp"
#include "host/diagnosis/job/settings.hpp"

#include <span>
#include <string>
#include <vector>

namespace hmacsweep::diagnosis {

/// The settings that read such lines, the likeliest first. `given`: settings about the format that a user gave; each
/// reading has them.
[[nodiscard]] std::vector<Settings> readings_of(std::span<const std::string> lines, const Settings& given,
                                                MacLengths lengths);

}    // namespace hmacsweep::diagnosis
