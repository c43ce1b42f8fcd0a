// Manual pages (man(7)), one for the program and one for each command.
#pragma once

#include "host/cli/describe/command_tree.hpp"

#include <span>
#include <string>

namespace hmacsweep::cli {

/// The name of a page without its section: `hmacsweep-keys-create`. The section is 1.
[[nodiscard]] std::string man_page_name(const CommandInfo& command);

/// The page of one command, as roff. The page refers to the other commands in `all`.
[[nodiscard]] std::string man_page(const CommandInfo& command, std::span<const CommandInfo> all);

}    // namespace hmacsweep::cli
