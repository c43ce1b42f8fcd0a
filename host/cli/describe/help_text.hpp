// What `--help` prints: at most 80 columns, options under the headings of their groups.
#pragma once

#include <string>

namespace hmacsweep::cli {

struct CommandInfo;

/// The help of one command.
[[nodiscard]] std::string help_text(const CommandInfo& command);

}    // namespace hmacsweep::cli
