// `hmacsweep FILE...`, without a command: what is in the files, and what to run next.
#pragma once

#include <span>
#include <string>

namespace hmacsweep::cli {

/// Whether an argument that is no command names a file or folder that is there.
[[nodiscard]] bool is_input(const std::string& argument);

/// Prints the format, the fields, and which of them look like MACs, for the first records of the first inputs. Reads no
/// key and verifies nothing. Returns the exit status.
int look_at_inputs(std::span<const std::string> names);

}    // namespace hmacsweep::cli
