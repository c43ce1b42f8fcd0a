// What this machine is, for summaries and benchmarks.
#pragma once

#include <string>

namespace hmacsweep {

/// The CPU's model name from /proc/cpuinfo, or `unknown`.
[[nodiscard]] std::string cpu_model();

}    // namespace hmacsweep
