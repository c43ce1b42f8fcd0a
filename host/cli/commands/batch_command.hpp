// `verify` and `generate`: one request from open files to exit status.
#pragma once

#include "host/cli/commands/command_table.hpp"
#include "host/cli/options/batch_request.hpp"

namespace hmacsweep::cli {

/// Check the options and run the command. Return the exit status.
int run_verify(const Invocation& invocation);
int run_generate(const Invocation& invocation);

/// Runs a checked request. Returns the exit status, as the README lists it under "Exit status".
int run_batch(const BatchRequest& request);

}    // namespace hmacsweep::cli
