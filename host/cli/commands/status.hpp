// How a command ends: its exit status, and the complaint that explains it.
#pragma once

#include "host/cli/terminal.hpp"
#include "host/report/ending.hpp"

#include <string_view>

namespace hmacsweep::cli {

[[nodiscard]] constexpr int as_int(report::Status status) {
    return static_cast<int>(status);
}

/// Prints the complaint on standard error and returns the exit status.
inline int fail(report::Status status, std::string_view message) {
    complain(message);
    return as_int(status);
}
}    // namespace hmacsweep::cli
