// `report`: the report of `verify --report`, from a stored summary and stored results.
#pragma once

#include "host/cli/commands/command_table.hpp"

namespace hmacsweep::cli {

/// Writes the report. Returns the exit status.
int run_report(const Invocation& invocation);

}    // namespace hmacsweep::cli
