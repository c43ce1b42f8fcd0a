// What went wrong with a run itself, as text for people. The summary does not have most of this text.
#pragma once

#include "host/report/report.hpp"

#include <string>

namespace hmacsweep::report {

/// One or more lines for each problem, each beginning with `hmacsweep: `; empty when there was no problem.
[[nodiscard]] std::string problems_text(const Report& report);

/// One line for each of the first files of folders that were not read, and one that counts the rest. `is_accepted`
/// chooses the files that the user accepted; without it, the files that forbid a PASS.
[[nodiscard]] std::string passed_over_text(const Report& report, bool is_accepted);

}    // namespace hmacsweep::report
