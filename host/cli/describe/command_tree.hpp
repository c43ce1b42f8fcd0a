// What commands and options there are, read off the tables by which they are parsed: what completions and manual pages
// are made of.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

namespace hmacsweep::cli {

struct OptionInfo {
    std::vector<std::string> names;    ///< with their dashes, short ones first
    std::string value;                 ///< what its value is called; empty for a flag
    std::string help;
    bool takes_file = false;
    std::vector<std::string> words;    ///< values worth offering
};

struct CommandInfo {
    std::vector<std::string> path;    ///< `keys`, `create`; empty for the program itself
    std::string about;                ///< one line
    std::string text;                 ///< more: statuses, examples
    std::vector<OptionInfo> options;
    std::vector<std::pair<std::string, std::string>> commands;    ///< below it: name and `about`
    std::string operand;                                          ///< what else it takes, as `INPUT...`; empty: nothing
    bool takes_files = false;                                     ///< whether operands are files
    std::vector<std::string> operand_words;                       ///< operands worth offering
};

/// The program first, then its commands, each before those below it; hidden ones are left out.
[[nodiscard]] std::vector<CommandInfo> describe_commands(const CLI::App& app);

/// `hmacsweep`, `keys create` and so on, joined.
[[nodiscard]] std::string joined(const std::vector<std::string>& path, const std::string& separator);

}    // namespace hmacsweep::cli
