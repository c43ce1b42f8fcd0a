// What the environment says, read before any thread is started.
#pragma once

#include <string>
#include <vector>

namespace hmacsweep {

/// The value of an environment variable; empty when there is none.
[[nodiscard]] std::string environment(const char* variable);

/// The key files that HMACSWEEP_KEYS lists, separated by colons.
[[nodiscard]] std::vector<std::string> listed_key_files();

}    // namespace hmacsweep
