// `devices`: the backends of this build, whether this machine can run them, and whether they pass their self-test.
#pragma once

#include "host/cli/commands/command_table.hpp"

namespace hmacsweep::cli {

/// Prints one line for each backend to standard output. Returns 0 when every backend that can run passes, else 5.
int run_devices(const Invocation& invocation);

}    // namespace hmacsweep::cli
