#include "host/cli/commands/report_command.hpp"

#include "host/audit/report_page.hpp"
#include "host/audit/stored_results.hpp"
#include "host/base/encoding.hpp"
#include "host/base/fd.hpp"
#include "host/base/file_identity.hpp"
#include "host/base/output_file.hpp"
#include "host/cli/commands/signing.hpp"
#include "host/cli/commands/status.hpp"
#include "host/cli/options/option_table.hpp"
#include "host/cli/terminal.hpp"

#include <optional>
#include <vector>

#include <fmt/format.h>
#include <sys/stat.h>

namespace hmacsweep::cli {
namespace {

/// What must not be overwritten.
void remember(const Fd& file, std::vector<FileIdentity>& files) {
    struct stat status{};
    if (::fstat(file.get(), &status) == 0 && S_ISREG(status.st_mode)) {
        files.push_back(identity_of(status));
    }
}

std::string name_of_file(const std::string& path) {
    return path == "-" ? "standard input" : path;
}

/// The two stored files, open.
struct Stored {
    Fd summary;
    Fd results;    ///< none where no name was given
};

Result<Stored> open_stored(const Given& given, std::vector<FileIdentity>& files) {
    Stored stored;
    Result<Fd> summary = open_for_reading(given.text("SUMMARY"));
    if (!summary) {
        return summary.error();
    }
    stored.summary = std::move(*summary);
    remember(stored.summary, files);
    if (!given.text("RESULTS").empty()) {
        Result<Fd> results = open_for_reading(given.text("RESULTS"));
        if (!results) {
            return results.error();
        }
        stored.results = std::move(*results);
        remember(stored.results, files);
    }
    return stored;
}

/// Reads, writes, and says on standard error where files do not fit.
int write_report(const Given& given, const Stored& stored, const Signing& signing, OutputFile& output) {
    const Result<report::Summary> summary =
        read_stored_summary(stored.summary, name_of_file(given.text("SUMMARY")), signing);
    if (!summary) {
        return fail(report::Status::Incomplete, summary.error().message);
    }
    std::optional<audit::StoredResults> results;
    audit::ReportInput input{*summary, nullptr, {}, name_of_file(given.text("SUMMARY"))};
    if (stored.results) {
        Result<audit::StoredResults> read =
            audit::read_results(stored.results.get(), name_of_file(given.text("RESULTS")), *summary);
        if (!read) {
            return fail(report::Status::Incomplete, printable(read.error().message, 400));
        }
        results = std::move(*read);
        input.findings = &results->findings;
        input.misfits = results->misfits;
        input.made_from += fmt::format(" and {} (SHA-256 {})", name_of_file(given.text("RESULTS")), results->sha256);
    }
    const WriteOutcome outcome = output.write(audit::report_html(input));
    if (outcome == WriteOutcome::ClosedPipe) {
        return as_int(report::Status::Incomplete);
    }
    if (outcome != WriteOutcome::Ok || output.commit() != WriteOutcome::Ok) {
        return fail(report::Status::Incomplete, output.error());
    }
    std::vector<std::string> misfits = report::contradictions(*summary);
    misfits.insert(misfits.end(), input.misfits.begin(), input.misfits.end());
    for (const std::string& misfit : misfits) {
        complain(fmt::format("summary and results do not fit each other: {}", printable(misfit, 400)));
    }
    return static_cast<int>(misfits.empty() ? report::Status::Ok : report::Status::Incomplete);
}

}    // namespace

Options report_options() {
    return {
        {.names = "SUMMARY",
         .commands = {Command::Report},
         .takes = Takes::One,
         .help = "What verify --summary wrote; - is standard input",
         .is_file = true,
         .is_required = true},
        {.names = "RESULTS",
         .commands = {Command::Report},
         .takes = Takes::One,
         .help = "The result lines of the same run, all of them or --results failures; without them the report has no "
                 "single records",
         .is_file = true},
        {.names = "-o,--output",
         .commands = {Command::Report},
         .value = "FILE",
         .help = "Where the page goes; a file appears whole or not at all",
         .is_file = true,
         .is_required = true},
    };
}

int run_report(const Invocation& invocation) {
    const Given& given = invocation.given;
    if (given.text("SUMMARY") == "-" && given.text("RESULTS") == "-") {
        return fail(report::Status::Usage, "standard input (-) can be read only once");
    }
    if (const std::string error = given.error_of_empty_value(); !error.empty()) {
        return fail(report::Status::Usage, error);
    }
    std::vector<FileIdentity> files;
    const Result<Stored> stored = open_stored(given, files);
    if (!stored) {
        return fail(report::Status::Usage, stored.error().message);
    }
    const Result<Signing> signing = open_signing(given.list("--signing-keys"), {}, {});
    if (!signing) {
        return fail(report::Status::Usage, signing.error().message);
    }
    signing->add_identities(files);
    Result<OutputFile> output = OutputFile::open(given.text("--output"), files);
    if (!output) {
        return fail(report::Status::Usage, output.error().message);
    }
    return write_report(given, *stored, *signing, *output);
}

}    // namespace hmacsweep::cli
