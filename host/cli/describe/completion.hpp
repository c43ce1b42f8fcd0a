// Completion scripts for shells: commands, options, and values where the program knows them.
#pragma once

#include "host/cli/describe/command_tree.hpp"

#include <span>
#include <string>

namespace hmacsweep::cli {

/// For bash (4 or later), as a file of share/bash-completion/completions or to be sourced.
[[nodiscard]] std::string bash_completion(std::span<const CommandInfo> commands);
/// For zsh, as a file `_hmacsweep` of share/zsh/site-functions.
[[nodiscard]] std::string zsh_completion(std::span<const CommandInfo> commands);
/// For fish (3 or later), as a file of share/fish/vendor_completions.d.
[[nodiscard]] std::string fish_completion(std::span<const CommandInfo> commands);

}    // namespace hmacsweep::cli
