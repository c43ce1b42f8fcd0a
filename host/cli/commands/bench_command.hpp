// `bench`: compares the backends on this machine. The records are made for it.
#pragma once

#include "host/cli/commands/command_table.hpp"

namespace hmacsweep::cli {

/// Measures and prints a table. Returns the exit status.
int run_bench(const Invocation& invocation);

}    // namespace hmacsweep::cli
