// Environment variables. They must be read before any thread is started.
#pragma once

#include <string>
#include <vector>

namespace hmacsweep {

/// The value of an environment variable; empty if it is not set.
[[nodiscard]] std::string environment(const char* variable);

/// The paths that HMACSWEEP_KEYS lists, separated by colons; empty ones are left out.
[[nodiscard]] std::vector<std::string> listed_key_files();

}    // namespace hmacsweep
