// What went wrong with a run itself, for people. Most of it is told when the run ends and not kept in its summary.
#pragma once

#include "host/report/report.hpp"

#include <string>

namespace hmacsweep::report {

/// A line for each problem; empty when there was none.
[[nodiscard]] std::string problems_text(const Report& report);

/// The first files of folders that were not read, a line each: those that are accepted, or those that forbid a PASS.
[[nodiscard]] std::string passed_over_text(const Report& report, bool is_accepted);

}    // namespace hmacsweep::report
