// `diagnose`: why records fail. The whole list of usual mistakes, tried on a sample.
#pragma once

#include "host/cli/commands/command_table.hpp"

namespace hmacsweep::cli {

/// Prints what makes the failing records verify. Returns the exit status.
int run_diagnose(const Invocation& invocation);

}    // namespace hmacsweep::cli
