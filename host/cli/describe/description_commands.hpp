// `completion` and `man`: hidden commands that print what the build installs for shells and for man.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace hmacsweep::cli {

struct DescriptionFlags {
    std::string shell;                ///< of `completion`
    std::vector<std::string> path;    ///< of `man`: a command's words
    std::string folder;               ///< of `man`: where to write every page
};

/// Declares both on the program; they stand in no help.
void add_description_commands(CLI::App& app, DescriptionFlags& flags);

/// Prints a shell's completion script. The exit status.
int run_completion(const CLI::App& app, const DescriptionFlags& flags);
/// Prints one manual page, or writes all of them into a folder. The exit status.
int run_man(const CLI::App& app, const DescriptionFlags& flags);

}    // namespace hmacsweep::cli
