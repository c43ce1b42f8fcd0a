// `keys list` shows what key files have, `keys create` makes a key file, `keys import` adds to one and `keys remove`
// takes keys out of one. Key material is never on a command line or in any output.
#pragma once

#include "host/cli/commands/command_table.hpp"

namespace hmacsweep::cli {

/// Each returns the exit status.
int run_key_list(const Invocation& invocation);
int run_key_create(const Invocation& invocation);
int run_key_import(const Invocation& invocation);
int run_key_remove(const Invocation& invocation);

}    // namespace hmacsweep::cli
