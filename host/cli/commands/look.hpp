// `hmacsweep FILE`, without a command: what is in a file, and what to run next.
#pragma once

#include <string>

namespace hmacsweep::cli {

/// Whether an argument that is no command names a file or folder that is there.
[[nodiscard]] bool is_input(const std::string& argument);

/// Prints the format, the fields, and which of them look like MACs, for the first records of each input. Reads no key
/// and verifies nothing. Returns the exit status.
int look_at_input(const std::string& name);

}    // namespace hmacsweep::cli
