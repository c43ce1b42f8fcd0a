// The end of the summary for people: the verdict on the run in words.
#pragma once

#include "host/report/summary.hpp"

#include <string>

namespace hmacsweep::report {

/// The reasons beside the one that decides, a line each, the verdict, and what to do next. `colored` adds ANSI colours
/// to the verdict.
[[nodiscard]] std::string closing_text(const Summary& summary, bool colored);

}    // namespace hmacsweep::report
