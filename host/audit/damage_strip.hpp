// A strip that shows where in an input its damage lies: a lane for each class that has any, from the first record on
// the left to the last on the right.
#pragma once

#include "host/audit/findings.hpp"

#include <cstdint>
#include <string>

namespace hmacsweep::audit {

/// SVG. `num_records` are those of the source; `label` (raw) is what it is called for those who do not see it.
[[nodiscard]] std::string damage_strip(const Damage& damage, std::uint64_t num_records, const std::string& label);

}    // namespace hmacsweep::audit
