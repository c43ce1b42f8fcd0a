// `verify` and `generate`: one request from open files to exit status.
#pragma once

#include "host/cli/options/batch_options.hpp"

namespace hmacsweep::cli {

/// Runs a validated request; the exit status, as the README lists it under "Exit status".
int run_batch(const BatchRequest& request);

}    // namespace hmacsweep::cli
