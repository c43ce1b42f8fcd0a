#include "host/cli/describe/description_commands.hpp"

#include "host/cli/describe/completion.hpp"
#include "host/cli/describe/man_page.hpp"
#include "host/cli/terminal.hpp"
#include "host/report/ending.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

int print(const std::string& text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
        complain("cannot write to standard output");
        return static_cast<int>(report::Status::Incomplete);
    }
    return static_cast<int>(report::Status::Ok);
}

int write_pages(const std::vector<CommandInfo>& commands, const std::string& folder) {
    for (const CommandInfo& command : commands) {
        const std::string path = fmt::format("{}/{}.1", folder, man_page_name(command));
        std::ofstream file(path, std::ios::binary);
        file << man_page(command, commands);
        file.close();
        if (!file) {
            complain(fmt::format("cannot write {}", path));
            return static_cast<int>(report::Status::Incomplete);
        }
    }
    return static_cast<int>(report::Status::Ok);
}

}    // namespace

void add_description_commands(CLI::App& app, DescriptionFlags& flags) {
    CLI::App* const completion = app.add_subcommand("completion", "The completion script of bash, zsh or fish");
    completion->add_option("SHELL", flags.shell, "bash, zsh, fish")->required()->type_name("");
    completion->group("");
    CLI::App* const man = app.add_subcommand("man", "A manual page");
    man->add_option("COMMAND", flags.path, "Whose: none for the program, else a command's words")->type_name("");
    man->add_option("--all", flags.folder, "Write every page into this folder")->type_name("FOLDER");
    man->group("");
}

int run_completion(const CLI::App& app, const DescriptionFlags& flags) {
    const std::vector<CommandInfo> commands = describe_commands(app);
    if (flags.shell == "bash") {
        return print(bash_completion(commands));
    }
    if (flags.shell == "zsh") {
        return print(zsh_completion(commands));
    }
    if (flags.shell == "fish") {
        return print(fish_completion(commands));
    }
    complain(fmt::format("completion takes one of bash, zsh, fish, not \"{}\"", flags.shell));
    return static_cast<int>(report::Status::Usage);
}

int run_man(const CLI::App& app, const DescriptionFlags& flags) {
    const std::vector<CommandInfo> commands = describe_commands(app);
    if (!flags.folder.empty()) {
        return write_pages(commands, flags.folder);
    }
    const auto command = std::ranges::find(commands, flags.path, &CommandInfo::path);
    if (command == commands.end()) {
        complain(fmt::format("man: there is no command \"{}\"", joined(flags.path, " ")));
        return static_cast<int>(report::Status::Usage);
    }
    return print(man_page(*command, commands));
}

}    // namespace hmacsweep::cli
