// A drawing that shows where the damage is in an input: one horizontal bar for each class that has findings, from the
// first record on the left to the last record on the right.
#pragma once

#include "host/audit/findings.hpp"

#include <cstdint>
#include <string>

namespace hmacsweep::audit {

/// SVG. `num_records` is the number of records in the source. `label` (raw) names the drawing for screen readers.
[[nodiscard]] std::string damage_strip(const Damage& damage, std::uint64_t num_records, const std::string& label);

}    // namespace hmacsweep::audit
