// `keys list` shows what a key file has, `keys create` makes a key file and `keys import` adds to one. Key material is
// never on a command line or in any output.
#pragma once

#include "host/cli/commands/command_table.hpp"

namespace hmacsweep::cli {

/// Each returns the exit status.
int run_key_list(const Invocation& invocation);
int run_key_create(const Invocation& invocation);
int run_key_import(const Invocation& invocation);

}    // namespace hmacsweep::cli
