// The table of commands: name, texts and the function that runs each command.
#pragma once

#include "host/cli/options/given.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hmacsweep::cli {

/// What a command runs with.
struct Invocation {
    const Given& given;
    std::span<const std::string> arguments;    ///< the words of the command line behind the program's name
};

struct CommandRow {
    std::string_view path;                      ///< `keys create`; empty for the program itself
    std::optional<Command> command;             ///< empty when only the commands below this one can run
    std::string_view about;                     ///< one line
    std::string_view text;                      ///< exit statuses and examples
    int (*run)(const Invocation&) = nullptr;    ///< returns the exit status
    bool is_hidden = false;                     ///< whether help, man pages and completions leave it out

    /// The last word of the path.
    [[nodiscard]] std::string_view name() const { return path.substr(path.rfind(' ') + 1); }
    /// The path without its last word: the command above this one, or the program.
    [[nodiscard]] std::string_view above() const {
        return path.substr(0, path.find(' ') == std::string_view::npos ? 0 : path.rfind(' '));
    }
};

/// The program first, then its commands, each before the commands below it.
[[nodiscard]] std::span<const CommandRow> command_table();

/// The program's name and the words behind it, as a shell takes them.
[[nodiscard]] std::string command_line(std::span<const std::string> arguments);

}    // namespace hmacsweep::cli
