#include "host/cli/describe/description_commands.hpp"

#include "host/cli/describe/completion.hpp"
#include "host/cli/describe/man_page.hpp"
#include "host/cli/options/option_table.hpp"
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

Options description_options() {
    return {
        {.names = "SHELL",
         .commands = {Command::Completion},
         .takes = Takes::One,
         .help = "bash, zsh, fish",
         .is_required = true},
        {.names = "COMMAND",
         .commands = {Command::Man},
         .takes = Takes::Operands,
         .help = "Whose: none for the program, else a command's words"},
        {.names = "--all",
         .commands = {Command::Man},
         .takes = Takes::One,
         .value = "FOLDER",
         .help = "Write every page into this folder"},
    };
}

int run_completion(const Invocation& invocation) {
    const std::string& shell = invocation.given.text("SHELL");
    const std::vector<CommandInfo> commands = describe_commands();
    if (shell == "bash") {
        return print(bash_completion(commands));
    }
    if (shell == "zsh") {
        return print(zsh_completion(commands));
    }
    if (shell == "fish") {
        return print(fish_completion(commands));
    }
    complain(fmt::format("completion takes one of bash, zsh, fish, not \"{}\"", shell));
    return static_cast<int>(report::Status::Usage);
}

int run_man(const Invocation& invocation) {
    const Given& given = invocation.given;
    const std::vector<std::string>& path = given.list("COMMAND");
    const std::vector<CommandInfo> commands = describe_commands();
    if (given.has("--all")) {
        return write_pages(commands, given.text("--all"));
    }
    const auto command = std::ranges::find(commands, path, &CommandInfo::path);
    if (command == commands.end()) {
        complain(fmt::format("man: there is no command \"{}\"", joined(path, " ")));
        return static_cast<int>(report::Status::Usage);
    }
    return print(man_page(*command, commands));
}

}    // namespace hmacsweep::cli
