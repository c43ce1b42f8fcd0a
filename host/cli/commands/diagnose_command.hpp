// `diagnose`: why records fail. It tries the whole list of usual mistakes on a sample.
#pragma once

#include "host/cli/commands/command_table.hpp"

namespace hmacsweep::cli {

/// Prints what makes the failing records verify. Returns the exit status.
int run_diagnose(const Invocation& invocation);

}    // namespace hmacsweep::cli
