// What this machine is, for the record.
#pragma once

#include <string>

namespace hmacsweep {

/// The CPU's own name, or `unknown`.
[[nodiscard]] std::string cpu_model();

}    // namespace hmacsweep
