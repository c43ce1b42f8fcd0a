// `devices`: the backends of this build, whether this machine can run them, and whether they pass their self-test.
#pragma once

#include "host/cli/commands/command_table.hpp"

namespace hmacsweep::cli {

/// Prints one line a backend to standard output; 0 when every backend that is there passes, else 5.
int run_devices(const Invocation& invocation);

}    // namespace hmacsweep::cli
