// `hmacsweep profiles`: what each built-in profile stands for, as the text of a profile file.
#pragma once

#include "host/cli/commands/command_table.hpp"

namespace hmacsweep::cli {

/// Prints the profile that is named, or all built-in profiles. Returns the exit status.
int run_profiles(const Invocation& invocation);

}    // namespace hmacsweep::cli
