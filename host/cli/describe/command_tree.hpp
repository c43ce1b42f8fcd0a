// What commands and options there are, read from the tables by which they are parsed. Help, completions and manual
// pages are made from it.
#pragma once

#include "host/cli/options/option.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hmacsweep::cli {

struct OptionInfo {
    std::vector<std::string> names;    ///< with their dashes, short ones first; of an operand its word
    std::string value;                 ///< what its value is called; empty for a flag
    std::string help;
    Group group = Group::Options;
    bool takes_file = false;
    std::vector<std::string> words;    ///< values worth offering
};

struct CommandInfo {
    std::vector<std::string> path;       ///< `keys`, `create`; empty for the program itself
    std::string about;                   ///< one line
    std::string text;                    ///< more: statuses, examples
    std::vector<OptionInfo> options;     ///< group by group
    std::vector<OptionInfo> operands;    ///< what else it takes
    std::string usage;                   ///< the operands as a usage line has them, `[INPUT...]`; empty for none
    std::vector<std::pair<std::string, std::string>> commands;    ///< below it: name and `about`

    /// Whether operands are files.
    [[nodiscard]] bool takes_files() const;
    /// Operands worth offering.
    [[nodiscard]] std::vector<std::string> operand_words() const;
};

/// The program first, then its commands, each before the commands below it, then the commands of KMS. Hidden commands
/// are left out.
[[nodiscard]] std::vector<CommandInfo> describe_commands();

/// One command of the table, which may be hidden, by its path.
[[nodiscard]] CommandInfo describe_command(std::string_view path);

/// The words of a path with a separator between them.
[[nodiscard]] std::string joined(const std::vector<std::string>& path, const std::string& separator);

}    // namespace hmacsweep::cli
