#include "host/cli/commands/look.hpp"

#include "host/base/counts_text.hpp"
#include "host/base/encoding.hpp"
#include "host/cli/commands/first_records.hpp"
#include "host/cli/commands/status.hpp"
#include "host/cli/terminal.hpp"
#include "host/diagnosis/job/fields.hpp"
#include "host/html/text.hpp"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

namespace hmacsweep::cli {
namespace {

constexpr std::size_t most_sources = 3;
constexpr std::size_t most_named_sources = 20;    // where each was named
constexpr std::size_t most_fields = 20;

/// A field, and how many of the records have it, and have it in the form of a MAC.
struct SeenField {
    std::string name;
    std::size_t records = 0;
    std::size_t macs = 0;
    std::string form{};
};

void see(SeenField& field, std::string_view text) {
    ++field.records;
    if (std::string form = mac_form(text); !form.empty()) {
        ++field.macs;
        field.form = std::move(form);
    }
}

std::vector<SeenField> fields_in(const FirstSeen& first) {
    std::vector<SeenField> seen;
    if (!first.lines.empty()) {
        seen.push_back({.name = "the line"});
        for (const std::string& line : first.lines) {
            see(seen.front(), line);
        }
        return seen;
    }
    diagnosis::TextBudget budget;
    diagnosis::RecordTexts records(first.samples, budget);
    for (const diagnosis::JobField& field : diagnosis::fields_of(records)) {
        SeenField& row = seen.emplace_back();
        row.name = field.in_columns.empty() ? fmt::format("{{{}}}", field.in_recipe) : field.in_columns;
        for (const auto& text : field.texts) {
            if (text) {
                see(row, as_text(*text));
            }
        }
    }
    return seen;
}

std::string field_line(const SeenField& field) {
    const std::string form =
        field.macs == 0 ? "" : fmt::format("   looks like {} in {}", field.form, plural(field.macs, "record"));
    return fmt::format("  {:<30} in {}{}\n", printable(field.name, 80), plural(field.records, "record"), form);
}

/// What is known of one source.
std::string seen_text(const std::string& name, const FirstSeen& first) {
    std::string out;
    if (first.format.empty()) {
        return fmt::format("{}: no records\n", printable(name));
    }
    out = fmt::format("{}: {}; {}{}{}\n", printable(name), printable(first.format, 200),
                      first.size() == FirstSeen::most ? "the first " : "", plural(first.size(), "record"),
                      first.lines.empty() && first.size() != 0 ? " with these fields" : "");
    std::size_t num_left_out = 0;
    const std::vector<SeenField> fields = fields_in(first);
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (i < most_fields || fields[i].macs != 0) {
            out += field_line(fields[i]);
        } else {
            ++num_left_out;
        }
    }
    if (num_left_out != 0) {
        out += fmt::format("  and {}\n", plural(num_left_out, "more field"));
    }
    if (first.num_too_long != 0) {
        out += fmt::format("  {} too long to be looked at\n", plural(first.num_too_long, "record", "is", "are"));
    }
    return out;
}

/// Inputs, and the --records that they need.
struct NextRun {
    std::vector<std::string> names;
    std::string records;
};

/// What to run next, as commands that can be pasted once the secret is in a file.
std::string next_step(const std::vector<NextRun>& groups) {
    std::string commands;
    for (const NextRun& group : groups) {
        commands += "  hmacsweep diagnose";
        for (const std::string& name : group.names) {
            commands += fmt::format(" {}", html::shell_word(name));
        }
        commands += group.records.empty() ? "" : fmt::format(" --records {}", html::shell_word(group.records));
        commands += " --keys text:SECRET.txt\n";
    }
    return fmt::format(
        "Nothing was verified: that takes a key. With the secret in a file SECRET.txt (0600), run\n"
        "{}"
        "(hex:SECRET.txt or base64:SECRET.txt if it is written so, or a key file). It finds out what the MACs cover, "
        "and\n"
        "prints the command that verifies them.\n",
        commands);
}

}    // namespace

bool is_input(const std::string& argument) {
    return !argument.starts_with('-') && ::access(argument.c_str(), F_OK) == 0;
}

int look_at_inputs(std::span<const std::string> names) {
    format::Shape shape;
    shape.needs_columns = false;
    input::Inputs inputs = input::open_inputs(names, shape, {.reads_all = true});
    report::Status status = report::Status::Ok;
    std::string text;
    std::vector<NextRun> groups;
    const std::size_t most = std::max(most_sources, std::min(names.size(), most_named_sources));
    std::size_t num_looked_at = 0;
    for (input::Source& source : inputs.sources) {
        if (source.is_archive || num_looked_at == most) {
            continue;
        }
        ++num_looked_at;
        const FirstSeen first = read_first(source);
        if (!first.error.empty()) {
            complain(printable(first.error, 400));
            status = report::Status::Incomplete;
        }
        if (first.error.empty() || first.size() != 0) {
            text += seen_text(source.name, first);
            groups.push_back({{source.name}, first.records});
        }
    }
    const bool is_one_job =
        std::ranges::adjacent_find(groups, std::ranges::not_equal_to(), &NextRun::records) == groups.end();
    if (is_one_job && !groups.empty()) {
        groups = {{{names.begin(), names.end()}, groups.front().records}};
    }
    for (std::size_t i = 0; i < std::min(inputs.passed_over.size(), most_sources); ++i) {
        text += fmt::format("{} {}\n", printable(inputs.passed_over[i].name), inputs.passed_over[i].reason);
    }
    const auto num_inputs = static_cast<std::size_t>(
        std::ranges::count_if(inputs.sources, [](const input::Source& source) { return !source.is_archive; }));
    if (num_inputs > num_looked_at || !inputs.passed_over.empty()) {
        text += fmt::format("{} in all, and {} passed over\n", plural(num_inputs, "input"),
                            plural(inputs.passed_over.size(), "file"));
    }
    text += groups.empty() ? "" : next_step(groups);
    return as_int(write_out(text) ? status : report::Status::Incomplete);
}

}    // namespace hmacsweep::cli
