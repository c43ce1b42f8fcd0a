#include "host/cli/profiles/profile.hpp"

#include "host/base/encoding.hpp"
#include "host/base/fd.hpp"
#include "host/cli/profiles/profiles.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

constexpr std::size_t max_profile_bytes = std::size_t{1} << 20;

// The options that a profile can have: those that say what records look like.
using Text = std::string BatchFlags::*;
using List = std::vector<std::string> BatchFlags::*;
using Flag = bool BatchFlags::*;
constexpr std::array<std::pair<std::string_view, Text>, 12> texts{{{"input-format", &BatchFlags::input_format},
                                                                   {"line", &BatchFlags::line},
                                                                   {"message", &BatchFlags::message},
                                                                   {"message-encoding", &BatchFlags::message_encoding},
                                                                   {"mac", &BatchFlags::mac},
                                                                   {"mac-separator", &BatchFlags::mac_separator},
                                                                   {"mac-prefix", &BatchFlags::mac_prefix},
                                                                   {"mac-prefix-bytes", &BatchFlags::mac_prefix_bytes},
                                                                   {"mac-encoding", &BatchFlags::mac_encoding},
                                                                   {"min-mac-bytes", &BatchFlags::min_mac_bytes},
                                                                   {"mac-algorithm", &BatchFlags::mac_algorithm},
                                                                   {"delimiter", &BatchFlags::delimiter}}};
constexpr std::array<std::pair<std::string_view, List>, 4> lists{{{"columns", &BatchFlags::columns},
                                                                  {"key-id", &BatchFlags::key_ids},
                                                                  {"algorithm-names", &BatchFlags::algorithm_names},
                                                                  {"refuse", &BatchFlags::refuse}}};
constexpr std::array<std::pair<std::string_view, Flag>, 2> flag_names{
    {{"no-header", &BatchFlags::no_header}, {"ignore-name-case", &BatchFlags::ignore_name_case}}};

template <class Rows>
auto find_row(const Rows& rows, std::string_view name) -> const typename Rows::value_type* {
    const auto found = std::ranges::find(rows, name, &Rows::value_type::first);
    return found == rows.end() ? nullptr : &*found;
}

/// Whether the lists of --columns name the message.
bool maps_message(const std::vector<std::string>& columns) {
    return std::ranges::any_of(columns, [](const std::string& list) {
        return fmt::format(",{}", list).find(",message=") != std::string::npos;
    });
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
bool says_encoding(const BatchFlags& given, std::string_view part) {
    const std::string begin = fmt::format("{{{}:", part);
    return given.line.find(begin) != std::string::npos || given.mac.find(begin) != std::string::npos;
}

/// Whether the command line says in another way what the entry says.
bool is_overruled(const ProfileEntry& entry, const BatchFlags& given) {
    if (entry.name == "line" || entry.name == "input-format") {
        const bool is_other =
            !given.input_format.empty() && given.input_format != "lines" && given.input_format != "auto";
        return !given.line.empty() || is_other;
    }
    if (entry.name == "message") {
        return !given.message.empty() || maps_message(given.columns);
    }
    if (entry.name == "message-encoding") {
        return !given.message_encoding.empty() || !given.message.empty() || says_encoding(given, "Message");
    }
    if (entry.name == "mac-encoding") {
        return !given.mac_encoding.empty() || says_encoding(given, format::mac_part);
    }
    if (entry.name == "mac-prefix") {
        return !given.mac_prefix_bytes.empty();
    }
    if (entry.name == "mac-separator") {
        return !given.mac_separator.empty() || !given.mac.empty();
    }
    return false;
}

/// Adds the entry's value where the command line has none. False when it does.
bool add(const ProfileEntry& entry, const BatchFlags& given, BatchFlags& flags) {
    if (const auto* const flag = find_row(flag_names, entry.name)) {
        flags.*(flag->second) = flags.*(flag->second) || entry.value == "true";
        return true;
    }
    if (entry.name == "columns") {
        // In front, where what was given overrides it, field by field.
        const std::string columns = given.message.empty() ? entry.value : without_message(entry.value);
        if (!columns.empty()) {
            flags.columns.insert(flags.columns.begin(), columns);
        }
        return true;
    }
    if (const auto* const list = find_row(lists, entry.name)) {
        if ((given.*(list->second)).empty()) {
            (flags.*(list->second)).push_back(entry.value);
            return true;
        }
        return false;
    }
    std::string& text = flags.*(find_row(texts, entry.name)->second);
    if (text.empty()) {
        text = entry.value;
        return true;
    }
    return false;
}

/// Whether a profile can have the option, with a value of that type; else why not.
std::string check(const ProfileEntry& entry) {
    if (find_row(flag_names, entry.name) != nullptr) {
        return entry.is_flag ? "" : "takes true or false";
    }
    if (find_row(texts, entry.name) == nullptr && find_row(lists, entry.name) == nullptr) {
        std::string known;
        const auto list = [&](const auto& rows) {
            for (const auto& [name, member] : rows) {
                known += known.empty() ? name : fmt::format(", {}", name);
            }
        };
        list(texts);
        list(lists);
        list(flag_names);
        return fmt::format("is no option that a profile can have ({})", known);
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
        std::string known;
        for (const BuiltInProfile& row : built_in_profiles()) {
            known += known.empty() ? row.name : fmt::format(", {}", row.name);
        }
        return Error{
            fmt::format("there is no profile \"{}\" (there are {}; a file's name ends with .toml or .json, or "
                        "has a / in it)",
                        printable(name), known)};
    }
    if (!entries) {
        return Error{fmt::format("--profile {}", entries.error().message)};
    }
    for (auto entry = entries->begin(); entry != entries->end(); ++entry) {
        std::string problem = check(*entry);
        if (std::find_if(entries->begin(), entry,
                         [&](const ProfileEntry& other) { return other.name == entry->name; }) != entry) {
            problem = "stands there twice";
        }
        if (!problem.empty()) {
            const std::string line = entry->line == 0 ? "" : fmt::format(", line {}", entry->line);
            return Error{fmt::format("--profile {}{}: {} {}", printable(name), line, printable(entry->name), problem)};
        }
    }
    return entries;
}

Result<ProfileEntries> apply_profile(BatchFlags& flags) {
    if (flags.profile.empty()) {
        return ProfileEntries();
    }
    Result<ProfileEntries> entries = read_profile(flags.profile);
    if (!entries) {
        return entries;
    }
    const BatchFlags given = flags;
    ProfileEntries added;
    for (ProfileEntry& entry : *entries) {
        if (!is_overruled(entry, given) && add(entry, given, flags)) {
            added.push_back(std::move(entry));
        }
    }
    return added;
}

}    // namespace hmacsweep::cli
