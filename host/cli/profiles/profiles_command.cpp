#include "host/cli/profiles/profiles_command.hpp"

#include "host/cli/options/option_table.hpp"
#include "host/cli/profiles/profile.hpp"
#include "host/cli/profiles/profiles.hpp"
#include "host/cli/terminal.hpp"
#include "host/report/ending.hpp"

#include <fmt/format.h>

namespace hmacsweep::cli {

Options profiles_options() {
    return {{.names = "NAME",
             .commands = {Command::Profiles},
             .takes = Takes::One,
             .help = "One of them [all]",
             .words = profile_names()}};
}

int run_profiles(const Invocation& invocation) {
    const std::string& name = invocation.given.text("NAME");
    std::string text;
    for (const BuiltInProfile& profile : built_in_profiles()) {
        if (name.empty() || name == profile.name) {
            text += fmt::format("{}# {}: {}\n{}", text.empty() ? "" : "\n", profile.name, profile.about, profile.toml);
        }
    }
    if (text.empty()) {
        const Result<ProfileEntries> entries = read_profile(name);
        complain(entries ? fmt::format("{} is a file, and a good profile; profiles prints built-in ones", name)
                         : entries.error().message);
        return static_cast<int>(report::Status::Usage);
    }
    return static_cast<int>(write_out(text) ? report::Status::Ok : report::Status::Incomplete);
}

}    // namespace hmacsweep::cli
