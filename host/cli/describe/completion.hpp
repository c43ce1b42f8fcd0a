// Completion scripts for shells. They offer commands, options and the values that the program knows.
#pragma once

#include "host/cli/describe/command_tree.hpp"

#include <span>
#include <string>

namespace hmacsweep::cli {

/// For bash (4 or later): a file of share/bash-completion/completions, or a script to source.
[[nodiscard]] std::string bash_completion(std::span<const CommandInfo> commands);
/// For zsh: the file `_hmacsweep` of share/zsh/site-functions.
[[nodiscard]] std::string zsh_completion(std::span<const CommandInfo> commands);
/// For fish (3 or later): a file of share/fish/vendor_completions.d.
[[nodiscard]] std::string fish_completion(std::span<const CommandInfo> commands);

}    // namespace hmacsweep::cli
