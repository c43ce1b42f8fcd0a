// `hmacsweep merge`: joins the summaries of parts.
#pragma once

#include "host/cli/commands/command_table.hpp"

namespace hmacsweep::cli {

/// Returns the exit status: that of one run over all parts, or 3 where parts are missing or do not fit.
int run_merge(const Invocation& invocation);

}    // namespace hmacsweep::cli
