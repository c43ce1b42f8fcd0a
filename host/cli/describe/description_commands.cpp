#include "host/cli/describe/description_commands.hpp"

#include "host/cli/describe/completion.hpp"
#include "host/cli/describe/man_page.hpp"
#include "host/cli/options/option_table.hpp"
#include "host/cli/terminal.hpp"
#include "host/report/ending.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

int print(const std::string& text) {
    return static_cast<int>(write_out(text) ? report::Status::Ok : report::Status::Incomplete);
}

int cannot_write(const std::string& path) {
    complain(fmt::format("cannot write {}", path));
    return static_cast<int>(report::Status::Incomplete);
}

/// Writes pages into the folders of their sections: `man1/hmacsweep-verify.1`.
int write_pages(const std::vector<ManPage>& pages, const std::string& folder) {
    for (const ManPage& page : pages) {
        const std::string section_folder = fmt::format("{}/man{}", folder, page.section);
        const std::string path = fmt::format("{}/{}.{}", section_folder, page.name, page.section);
        std::error_code error;
        std::filesystem::create_directory(section_folder, error);
        std::ofstream file(path, std::ios::binary);
        file << page.text;
        file.close();
        if (!file) {
            return cannot_write(path);
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
         .help = "None for the program, a command's words, or a topic: formats, 5 keys, 7 profiles"},
        {.names = "--all",
         .commands = {Command::Man},
         .takes = Takes::One,
         .value = "FOLDER",
         .help = "Write every page, into man1, man5 and man7 below this folder"},
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
    const std::vector<ManPage> pages = man_pages();
    if (given.has("--all")) {
        return write_pages(pages, given.text("--all"));
    }
    std::vector<std::string> words = given.list("COMMAND");
    std::optional<int> section;
    if (words.size() > 1 && words.front().size() == 1 && words.front().front() >= '1' && words.front().front() <= '9') {
        section = words.front().front() - '0';
        words.erase(words.begin());
    }
    words.insert(words.begin(), "hmacsweep");
    const std::string name = joined(words, "-");
    const auto page = std::ranges::find_if(pages, [&](const ManPage& candidate) {
        return candidate.name == name && candidate.section == section.value_or(candidate.section);
    });
    if (page == pages.end()) {
        complain(fmt::format("man: there is no page \"{}\"", joined(given.list("COMMAND"), " ")));
        return static_cast<int>(report::Status::Usage);
    }
    return print(page->text);
}

}    // namespace hmacsweep::cli
