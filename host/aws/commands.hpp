// The commands `generate-mac`, `verify-mac` and `describe-key`: replacements for those of `aws kms`, with the flags,
// output and exit statuses of the AWS CLI version 2. The keys are from key files, and no network is used.
#pragma once

#include <ostream>
#include <span>
#include <string>
#include <string_view>

namespace hmacsweep::aws {

/// Whether `name` is one of these commands.
[[nodiscard]] bool is_kms_command(std::string_view name);

/// Runs a command with the arguments behind its name. Returns the exit status (failure.hpp). Key files are those of
/// `--keys`, else those in HMACSWEEP_KEYS, separated by colons. Reads the environment, so call it on the main thread
/// only.
int run_kms_command(std::string_view name, std::span<const std::string> arguments, std::ostream& out,
                    std::ostream& err);

}    // namespace hmacsweep::aws
