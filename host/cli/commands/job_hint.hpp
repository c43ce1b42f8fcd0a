// The hint of `verify` where no record is valid: the command that `diagnose` finds.
#pragma once

#include "host/cli/options/batch_request.hpp"
#include "host/keys/key_file.hpp"
#include "host/report/report.hpp"

#include <string>

namespace hmacsweep::cli {

/// Lines with a command that verifies most of the first records; empty where a record was valid, where the usual
/// mistakes explain the run, where the inputs cannot be read again, and where none is found.
[[nodiscard]] std::string job_hint(const BatchRequest& request, const keys::LoadedKeys& keys,
                                   const report::Report& report);

}    // namespace hmacsweep::cli
