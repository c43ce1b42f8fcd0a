// `completion` and `man`: hidden commands that print what the build installs for shells and for man.
#pragma once

#include "host/cli/commands/command_table.hpp"

namespace hmacsweep::cli {

/// Prints a shell's completion script. Returns the exit status.
int run_completion(const Invocation& invocation);
/// Prints one manual page, or writes all of them into a folder. Returns the exit status.
int run_man(const Invocation& invocation);

}    // namespace hmacsweep::cli
