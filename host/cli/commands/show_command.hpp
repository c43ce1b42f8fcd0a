// `show`: prints one record of an input, its place and, where keys are given, why it failed. Computed MACs are never
// printed.
#pragma once

#include "host/cli/commands/command_table.hpp"

namespace hmacsweep::cli {

/// Writes the record to standard output, and where it is and why it failed to standard error. Returns the exit status.
int run_show(const Invocation& invocation);

}    // namespace hmacsweep::cli
