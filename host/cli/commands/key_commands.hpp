// `keys list`, `keys create` and `keys import`: what a key file holds, and how one is made or filled, without key
// material ever on a command line or in any output.
#pragma once

#include "host/cli/commands/command_table.hpp"

namespace hmacsweep::cli {

/// Each returns the exit status.
int run_key_list(const Invocation& invocation);
int run_key_create(const Invocation& invocation);
int run_key_import(const Invocation& invocation);

}    // namespace hmacsweep::cli
