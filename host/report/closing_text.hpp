// The end of the summary for people: the verdict on the run in words.
#pragma once

#include "host/report/summary.hpp"

#include <string>

namespace hmacsweep::report {

/// Lines with the verdict and what to do next. Before them, one line for each reason of the exit status except the
/// first one, which the verdict has. `colored` adds ANSI colours to the verdict.
[[nodiscard]] std::string closing_text(const Summary& summary, bool colored);

}    // namespace hmacsweep::report
