// The summary of a run as text for people.
#pragma once

#include "host/report/summarize.hpp"

#include <string>

namespace hmacsweep::report {

/// Lines of at most 80 columns, unless a name is longer. First what went wrong with the run, last the verdict in words
/// and what to do next. `colored` adds ANSI colours to the verdict.
[[nodiscard]] std::string summary_text(const Report& report, const RunFacts& facts, bool colored);

/// The text for --quiet: problems_text(), and the verdict when options_do_not_fit(). Empty when neither applies.
[[nodiscard]] std::string quiet_text(const Report& report, const RunFacts& facts, bool colored);

/// The counts of a merged summary, for people, in the same form.
[[nodiscard]] std::string merged_text(const Summary& summary, bool colored);

}    // namespace hmacsweep::report
