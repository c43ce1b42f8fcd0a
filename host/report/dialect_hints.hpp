// Hints, once a run, when the input shows another table dialect than it was read in, or MACs of an algorithm that
// hmacsweep does not verify.
#pragma once

#include "host/report/report.hpp"

#include <string>

namespace hmacsweep::report {

/// One line for each sign of another dialect, with the option that helps; empty when there is no sign.
[[nodiscard]] std::string dialect_hints(const Report& report);
/// One line for each of rules::foreign_macs that has the length of MACs in this run; empty when no MAC has such a
/// length.
[[nodiscard]] std::string foreign_length_hints(const Figures& figures);

}    // namespace hmacsweep::report
