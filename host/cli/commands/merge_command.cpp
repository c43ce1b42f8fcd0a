#include "host/cli/commands/merge_command.hpp"

#include "host/audit/report_page.hpp"
#include "host/base/encoding.hpp"
#include "host/base/fd.hpp"
#include "host/base/file_identity.hpp"
#include "host/base/output_file.hpp"
#include "host/cli/commands/signing.hpp"
#include "host/cli/commands/status.hpp"
#include "host/cli/options/name_list.hpp"
#include "host/cli/options/option_table.hpp"
#include "host/cli/options/option_values.hpp"
#include "host/cli/terminal.hpp"
#include "host/report/merge.hpp"
#include "host/report/summary_text.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

constexpr Commands merging{Command::Merge};

/// A folder means the files in it, not those of folders below it; hidden ones, as temporary files are, not.
Result<std::vector<std::string>> files_of(const std::vector<std::string>& names) {
    namespace fs = std::filesystem;
    std::vector<std::string> files;
    for (const std::string& name : names) {
        std::error_code error;
        if (name == "-" || !fs::is_directory(name, error)) {
            files.push_back(name);
            continue;
        }
        const std::size_t before = files.size();
        for (fs::directory_iterator entry(name, error); !error && entry != fs::directory_iterator();
             entry.increment(error)) {
            if (!entry->path().filename().string().starts_with('.')) {
                files.push_back(entry->path().string());
            }
        }
        if (error) {
            return Error{fmt::format("cannot list {}: {}", printable(name), error.message())};
        }
        if (files.size() == before) {
            return Error{fmt::format("folder {} has no files", printable(name))};
        }
    }
    return files;
}

/// Reads one summary. What cannot be read is a missing part, and the user must know which.
std::optional<Error> add_summary(const std::string& name, const Signing& signing, report::Merge& merge) {
    const std::string shown = name == "-" ? "standard input" : printable(name, 200);
    const Result<Fd> file = open_for_reading(name);
    if (!file) {
        return file.error();
    }
    Result<report::Summary> summary = read_stored_summary(*file, shown, signing);
    if (!summary) {
        return summary.error();
    }
    merge.add(std::move(*summary), name);
    return std::nullopt;
}

/// The files to write, open before the first summary is read.
struct MergedFiles {
    std::optional<OutputFile> summary;
    std::optional<OutputFile> page;
};

std::optional<Error> open_merged_files(const Given& given, const std::vector<std::string>& names,
                                       const Signing& signing, MergedFiles& outputs) {
    std::vector<FileIdentity> forbidden;
    signing.add_identities(forbidden);
    for (const std::string& name : names) {
        if (const std::optional<FileIdentity> identity = name == "-" ? std::nullopt : identity_of(name)) {
            forbidden.push_back(*identity);
        }
    }
    for (const auto& [option, output] : {std::pair("--output", &outputs.summary), {"--report", &outputs.page}}) {
        if (given.text(option).empty()) {
            continue;
        }
        Result<OutputFile> file = OutputFile::open(given.text(option), forbidden);
        if (!file) {
            return file.error();
        }
        output->emplace(std::move(*file));
    }
    return std::nullopt;
}

bool write_merged(OutputFile& file, const std::string& text) {
    return file.write(text) == WriteOutcome::Ok && file.commit() == WriteOutcome::Ok;
}

int merge_and_write(const Given& given, const std::vector<std::string>& names, const Signing& signing,
                    MergedFiles& outputs, const std::optional<std::uint64_t>& records) {
    report::Merge merge;
    std::vector<std::string> unread;
    for (const std::string& name : names) {
        if (std::optional<Error> error = add_summary(name, signing, merge)) {
            unread.push_back(std::move(error->message));
        }
    }
    if (!unread.empty()) {
        return fail(report::Status::Incomplete, *std::ranges::min_element(unread));
    }
    Result<report::Summary> merged = merge.finish({.records = records, .parts = std::nullopt});
    if (!merged) {
        return fail(report::Status::Incomplete, printable(merged.error().message, 1000));
    }
    if (signing.keys) {
        merged->notices.emplace_back("the parts' summaries are signed, and every signature is right");
    }
    if (!merged->merged->missing.empty()) {
        complain(merged->reasons.front().words);
    }
    int status = merged->status;
    if (!write_merged(*outputs.summary, summary_json(*merged, signing))) {
        status = fail(report::Status::Incomplete, outputs.summary->error());
    }
    if (outputs.page &&
        !write_merged(*outputs.page, audit::report_html({*merged, nullptr, {}, "the summaries of parts"}))) {
        status = fail(report::Status::Incomplete, outputs.page->error());
    }
    if (!given.has("--quiet")) {
        say(report::merged_text(*merged, wants_color(When::Auto)));
    }
    return status;
}

}    // namespace

Options merge_options() {
    return {
        {.names = "SUMMARY",
         .commands = merging,
         .takes = Takes::Operands,
         .help = "What verify --shard --summary wrote for each shard, in any order; or folders of these",
         .is_file = true},
        {.names = "-o,--output",
         .commands = merging,
         .value = "FILE",
         .help = "Where the summary of the whole goes; a file appears whole or not at all [standard output]",
         .fallback = "-",
         .is_file = true},
        {.names = "--report",
         .commands = merging,
         .value = "FILE",
         .help = "Write a report for people to this file: one HTML page, which begins with what is missing",
         .is_file = true},
        {.names = "--expect-records",
         .commands = merging,
         .value = "N",
         .help = "Status 3 unless there are exactly this many records in all parts"},
        {.names = "--files0-from",
         .commands = merging,
         .value = "FILE",
         .help = "Read the summaries' names from FILE, each ended by a NUL; - is standard input",
         .is_file = true},
        {.names = "-q,--quiet",
         .commands = merging,
         .takes = Takes::Nothing,
         .help = "No counts on standard error, only what is wrong"},
    };
}

int run_merge(const Invocation& invocation) {
    const Given& given = invocation.given;
    std::vector<std::string> names = given.list("SUMMARY");
    if (given.has("--files0-from")) {
        Result<NameList> list = read_name_list(given.text("--files0-from"), {});
        if (!list || !names.empty()) {
            return fail(
                report::Status::Usage,
                list ? "--files0-from and summaries on the command line cannot be combined" : list.error().message);
        }
        names = std::move(list->names);
    }
    std::optional<std::uint64_t> records;
    if (given.has("--expect-records")) {
        const Result<std::uint64_t> number = parse_number("--expect-records", given.text("--expect-records"));
        if (!number) {
            return fail(report::Status::Usage, number.error().message);
        }
        records = *number;
    }
    const Result<std::vector<std::string>> files = files_of(names);
    if (!files || files->empty()) {
        return fail(report::Status::Usage, files ? "merge needs the summaries of parts" : files.error().message);
    }
    if (std::ranges::count(*files, "-") > 1) {
        return fail(report::Status::Usage, "standard input (-) can be read only once");
    }
    MergedFiles outputs;
    if (const std::string error = given.error_of_empty_value(); !error.empty()) {
        return fail(report::Status::Usage, error);
    }
    if (given.has("--sign-summary") && !given.has("--signing-keys")) {
        return fail(report::Status::Usage, "--sign-summary needs --signing-keys");
    }
    const Result<Signing> signing = open_signing(given.list("--signing-keys"), given.text("--sign-summary"), {});
    if (!signing) {
        return fail(report::Status::Usage, signing.error().message);
    }
    if (const std::optional<Error> error = open_merged_files(given, *files, *signing, outputs)) {
        return fail(report::Status::Usage, error->message);
    }
    return merge_and_write(given, *files, *signing, outputs, records);
}

}    // namespace hmacsweep::cli
