// `bench`: every backend against the others on this machine, on records made for it.
#pragma once

#include "host/cli/commands/command_table.hpp"

namespace hmacsweep::cli {

/// Measures and prints a table. Returns the exit status.
int run_bench(const Invocation& invocation);

}    // namespace hmacsweep::cli
