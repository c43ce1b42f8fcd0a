// The command line: which command it is, and its exit status.
#pragma once

#include <span>
#include <string>

namespace hmacsweep::cli {

/// Runs the program with the arguments after its name.
int run_app(std::span<const std::string> arguments);

}    // namespace hmacsweep::cli
