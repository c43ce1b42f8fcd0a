// Manual pages (man(7)), one for the program and one for each command.
#pragma once

#include "host/cli/describe/command_tree.hpp"

#include <span>
#include <string>

namespace hmacsweep::cli {

/// `hmacsweep-keys-create`: the page's name, without its section, which is 1.
[[nodiscard]] std::string man_page_name(const CommandInfo& command);

/// The page of one command, as roff; `all` are those that it may point to.
[[nodiscard]] std::string man_page(const CommandInfo& command, std::span<const CommandInfo> all);

}    // namespace hmacsweep::cli
