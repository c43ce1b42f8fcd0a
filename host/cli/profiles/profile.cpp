#include "host/cli/profiles/profile.hpp"

#include "host/base/encoding.hpp"
#include "host/base/fd.hpp"
#include "host/cli/options/option_table.hpp"
#include "host/cli/options/option_values.hpp"
#include "host/cli/profiles/profiles.hpp"
#include "host/format/mac_template.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hmacsweep::cli {
namespace {

constexpr std::size_t max_profile_bytes = std::size_t{1} << 20;

/// The option that a profile calls `name`; nullptr where profiles cannot have it.
const Option* find_option(std::string_view name) {
    const auto found = std::ranges::find_if(
        all_options(), [&](const Option& option) { return option.is_in_profiles && option.name().substr(2) == name; });
    return found == all_options().end() ? nullptr : &*found;
}

/// The names of all options that profiles can have.
std::string known_names() {
    std::vector<std::string_view> names;
    for (const Option& option : all_options()) {
        const std::string_view name = option.name().substr(2);
        if (option.is_in_profiles && std::ranges::find(names, name) == names.end()) {
            names.push_back(name);
        }
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

/// Whether the lists of --columns name a field: `message` or `mac`.
bool maps(std::string_view field, const std::vector<std::string>& columns) {
    const std::string entry = fmt::format(",{}=", field);
    return std::ranges::any_of(
        columns, [&](const std::string& list) { return fmt::format(",{}", list).find(entry) != std::string::npos; });
}

/// The list of --columns without the message's.
std::string without_message(std::string_view list) {
    std::string kept;
    for (std::size_t begin = 0; begin <= list.size();) {
        const std::size_t end = std::min(list.find(',', begin), list.size());
        if (const std::string_view entry = list.substr(begin, end - begin); !entry.starts_with("message=")) {
            kept += kept.empty() ? entry : fmt::format(",{}", entry);
        }
        begin = end + 1;
    }
    return kept;
}

/// Whether one of the patterns on the command line says how a part is encoded, as {Mac:hex}.
bool says_encoding(const Given& given, std::string_view part) {
    const std::string begin = fmt::format("{{{}:", part);
    return given.text("--line").find(begin) != std::string::npos ||
           given.text("--mac").find(begin) != std::string::npos;
}

/// Whether the command line says in another way what the entry says.
bool is_overruled(const ProfileEntry& entry, const Given& given) {
    if (entry.name == "line" || entry.name == "input-format") {
        const std::string& format = given.text("--input-format");
        return given.has("--line") || (given.has("--input-format") && format != "lines" && format != "auto");
    }
    if (entry.name == "message") {
        return given.has("--message") || maps("message", given.list("--columns"));
    }
    if (entry.name == "message-encoding") {
        return given.has("--message-encoding") || given.has("--message") || says_encoding(given, "Message");
    }
    if (entry.name == "mac-encoding") {
        return given.has("--mac-encoding") || says_encoding(given, format::mac_part);
    }
    if (entry.name == "mac-prefix") {
        return given.has("--mac-prefix-bytes");
    }
    if (entry.name == "mac-separator") {
        return given.has("--mac-separator") || given.has("--mac");
    }
    return false;
}

/// Adds the entry's value to `target` where the command line has none. False when it does.
bool add(const ProfileEntry& entry, const Given& given, Given& target) {
    const Option& option = *find_option(entry.name);
    if (option.takes == Takes::Nothing) {
        if (entry.value == "true") {
            target.turn_on(option.name());
        }
        return true;
    }
    if (entry.name == "columns") {
        // In front, where what was given overrides it, field by field.
        const std::string columns = given.has("--message") ? without_message(entry.value) : entry.value;
        if (!columns.empty()) {
            std::vector<std::string> lists = given.list("--columns");
            lists.insert(lists.begin(), columns);
            target.set("--columns", std::move(lists));
        }
        return true;
    }
    if (given.has(option.name())) {
        return false;
    }
    if (option.takes == Takes::Each) {
        target.set(option.name(), std::vector<std::string>{entry.value});
    } else {
        target.set(option.name(), entry.value);
    }
    return true;
}

/// Whether a profile can have the option, with a value of that type; else why not.
std::string check(const ProfileEntry& entry) {
    const Option* const option = find_option(entry.name);
    if (option == nullptr) {
        return fmt::format("is no option that a profile can have ({})", known_names());
    }
    if (option->takes == Takes::Nothing) {
        return entry.is_flag ? "" : "takes true or false";
    }
    if (entry.is_flag) {
        return "takes a text, not true or false";
    }
    return entry.value.empty() ? "needs a value that is not empty" : "";
}

}    // namespace

bool is_profile_file(std::string_view name) {
    return name.find('/') != std::string_view::npos || name.ends_with(".toml") || name.ends_with(".json");
}

Result<ProfileEntries> read_profile(const std::string& name) {
    Result<ProfileEntries> entries = ProfileEntries();
    if (const BuiltInProfile* const profile = find_profile(name)) {
        entries = parse_toml_profile(profile->toml, name);
    } else if (is_profile_file(name)) {
        const Result<Fd> file = open_for_reading(name);
        if (!file) {
            return Error{fmt::format("--profile: {}", file.error().message)};
        }
        const Result<SecretBytes> text = read_all(file->get(), name, max_profile_bytes);
        if (!text) {
            return Error{fmt::format("--profile: {}", text.error().message)};
        }
        entries = name.ends_with(".json") ? parse_json_profile(as_text(text->bytes()), name)
                                          : parse_toml_profile(as_text(text->bytes()), name);
    } else {
        const std::vector<std::string> names = profile_names();
        const std::vector<std::string_view> words(names.begin(), names.end());
        return Error{
            fmt::format("there is no profile \"{}\" (there are {}; a file's name ends with .toml or .json, or "
                        "has a / in it){}",
                        printable(name), fmt::join(names, ", "), question(name, words))};
    }
    if (!entries) {
        return Error{fmt::format("--profile {}", entries.error().message)};
    }
    for (auto entry = entries->begin(); entry != entries->end(); ++entry) {
        std::string problem = check(*entry);
        if (std::find_if(entries->begin(), entry,
                         [&](const ProfileEntry& other) { return other.name == entry->name; }) != entry) {
            problem = "is there twice";
        }
        if (!problem.empty()) {
            const std::string line = entry->line == 0 ? "" : fmt::format(", line {}", entry->line);
            return Error{fmt::format("--profile {}{}: {} {}", printable(name), line, printable(entry->name), problem)};
        }
    }
    return entries;
}

/// Turns a profile of lines into one of a field, where --columns mac=... names the field: what the profile says of a
/// line holds for the field's text then, as for a token in a column.
void move_line_to_field(ProfileEntries& entries, const Given& given) {
    const auto line = std::ranges::find(entries, "line", &ProfileEntry::name);
    if (line == entries.end() || given.has("--line") || !maps("mac", given.list("--columns"))) {
        return;
    }
    constexpr std::string_view message = "{Message}";
    line->name = "mac";
    if (const std::size_t found = line->value.find(message); found != std::string::npos) {
        line->value.replace(found, message.size(), "{Message...}");    // as in a line, the message takes the rest
        entries.push_back({.name = "message", .value = std::string(message)});
    }
}

Result<ProfileEntries> apply_profile(Given& given) {
    if (!given.has("--profile")) {
        return ProfileEntries();
    }
    Result<ProfileEntries> entries = read_profile(given.text("--profile"));
    if (!entries) {
        return entries;
    }
    move_line_to_field(*entries, given);
    const Given before = given;
    ProfileEntries added;
    for (ProfileEntry& entry : *entries) {
        if (!is_overruled(entry, before) && add(entry, before, given)) {
            added.push_back(std::move(entry));
        }
    }
    return added;
}

}    // namespace hmacsweep::cli
