// The summary of a run for people, as a short table.
#pragma once

#include "host/report/summarize.hpp"

#include <string>

namespace hmacsweep::report {

/// A few lines of at most 80 columns (names may be longer): what went wrong with the run first, the verdict in words
/// and what to do next last.
[[nodiscard]] std::string summary_text(const Report& report, const RunFacts& facts, bool colored);

/// For --quiet: what went wrong with the run itself, and that the options do not fit, where they do not.
[[nodiscard]] std::string quiet_text(const Report& report, const RunFacts& facts, bool colored);

}    // namespace hmacsweep::report
