// A description of all commands and options, made from the tables that also parse them. Help, completions and manual
// pages are made from this description.
#pragma once

#include "host/cli/options/option.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hmacsweep::cli {

struct OptionInfo {
    std::vector<std::string> names;    ///< with their dashes, short ones first; for an operand its word
    std::string value;                 ///< the name of the value; empty for a flag
    std::string help;
    Group group = Group::Options;
    bool takes_file = false;
    std::vector<std::string> words;    ///< values that completions offer
};

struct CommandInfo {
    std::vector<std::string> path;      ///< `keys`, `create`; empty for the program itself
    std::string about;                  ///< one line
    std::string text;                   ///< exit statuses and examples
    std::vector<OptionInfo> options;    ///< group by group
    std::vector<OptionInfo> operands;
    std::string usage;    ///< the operands as a usage line has them: `[INPUT...]`; may be empty
    std::vector<std::pair<std::string, std::string>> commands;    ///< the commands below it: name and `about`

    /// Whether operands are files.
    [[nodiscard]] bool takes_files() const;
    /// Operands that completions offer.
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
