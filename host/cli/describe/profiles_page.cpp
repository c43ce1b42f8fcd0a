#include "host/cli/describe/roff.hpp"
#include "host/cli/describe/topic_pages.hpp"
#include "host/cli/options/option_table.hpp"
#include "host/cli/profiles/profiles.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

/// The options that profiles can have, each once.
std::string profile_options() {
    std::string text;
    std::vector<std::string_view> names;
    for (const Option& option : all_options()) {
        if (option.is_in_profiles && std::ranges::find(names, option.name()) == names.end()) {
            names.push_back(option.name());
            text += roff_term(option.name().substr(2), option.help);
        }
    }
    return text;
}

}    // namespace

std::string profiles_body() {
    std::string text =
        roff_section("DESCRIPTION") +
        roff_lines(
            "A profile is a set of options with one name, for --profile NAME. The built-in profiles read the "
            "MACs of well-known software. A file is a profile, too, if its name ends with .toml or .json or "
            "has a / in it: --profile ./mine.toml.") +
        roff_paragraph(
            "Options on the command line win over a profile's, in --columns field by field. "
            "hmacsweep-profiles(1) prints a profile as a file that can be changed.") +
        roff_paragraph(
            "A profile proves no more than that a MAC is right. Whether a token or a webhook is fresh, "
            "expired or replayed is not judged.") +
        roff_section("PROFILES");
    for (const BuiltInProfile& profile : built_in_profiles()) {
        text += roff_subsection(profile.name) + roff_lines(fmt::format("{}.", profile.about)) + ".PP\n" +
                roff_verbatim(profile.toml);
    }
    return text + roff_section("PROFILE FILES") +
           roff_lines(
               "TOML, as shown above, or a JSON object of the same names. A value is a string, a whole number, "
               "true or false, a list of strings, or a table of strings. These options can be in a profile:") +
           profile_options() + roff_section("EXAMPLES") +
           roff_verbatim(
               "hmacsweep verify hooks.jsonl --keys keys.json --profile github --key-id hook\n"
               "hmacsweep profiles stripe > mine.toml\n"
               "hmacsweep verify hooks.jsonl --keys keys.json --profile ./mine.toml --key-id hook\n");
}

}    // namespace hmacsweep::cli
