// What `--help` prints: at most 80 columns, options under the headings of their groups.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace hmacsweep::cli {

struct CommandInfo;

/// The help of one command.
[[nodiscard]] std::string help_text(const CommandInfo& command);

/// Has CLI11 print the help that the tables of commands and options make.
class HelpFormatter : public CLI::FormatterBase {
public:
    [[nodiscard]] std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override;
};

}    // namespace hmacsweep::cli
