// The commands that stand in, offline, for `aws kms generate-mac`, `verify-mac` and `describe-key`: the flags, output
// and exit statuses of the AWS CLI version 2, over keys from key files. Nothing goes over a network.
#pragma once

#include <ostream>
#include <span>
#include <string>
#include <string_view>

namespace hmacsweep::aws {

/// Whether `name` is one of these commands.
[[nodiscard]] bool is_kms_command(std::string_view name);

/// Runs a command with the arguments that follow its name; the exit status (0, 252, 254 or 255). Key files are those of
/// `--keys`, else those that HMACSWEEP_KEYS lists, separated by colons. Reads the environment, so it is for the main
/// thread.
int run_kms_command(std::string_view name, std::span<const std::string> arguments, std::ostream& out,
                    std::ostream& err);

}    // namespace hmacsweep::aws
