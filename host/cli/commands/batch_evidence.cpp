#include "host/cli/commands/batch_evidence.hpp"

#include "host/audit/report_page.hpp"
#include "host/cli/commands/signing.hpp"
#include "host/cli/commands/status.hpp"
#include "host/cli/out_of_memory.hpp"
#include "host/report/summary_text.hpp"

#include <exception>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

/// Whether it was written.
bool write_summary(OutputFile& file, const report::Report& report, const report::RunFacts& facts,
                   const Signing& signing) {
    const EndsWithoutMemory scope;
    try {
        if (file.write(summary_json(report::summarize(report, facts), signing)) == WriteOutcome::Ok &&
            file.commit() == WriteOutcome::Ok) {
            return true;
        }
        complain(file.error());
    } catch (const std::exception& error) {    // OpenSSL's, and the results are there by now
        complain("cannot write the summary:");
        complain(error.what());
    }
    return false;
}

/// The counts, for people. The status and the files stand, whatever becomes of them.
void tell(const BatchRequest& request, const report::Report& report, const report::RunFacts& facts) {
    try {
        const bool is_colored = wants_color(request.color);
        say(request.is_quiet ? report::quiet_text(report, facts, is_colored)
                             : report::summary_text(report, facts, is_colored));
    } catch (const std::exception& error) {
        complain("cannot show the counts:");
        complain(error.what());
    }
}

/// Made of the summary as it is stored, so that a report of the stored one is the same. Whether it was written.
bool write_report(OutputFile& file, const report::Report& report, const report::RunFacts& facts,
                  audit::Findings& findings, const Signing& signing) {
    const EndsWithoutMemory scope;
    try {
        findings.finish();
        const Result<report::Summary> summary =
            parse_summary_json(summary_json(report::summarize(report, facts), signing), signing);
        if (!summary) {
            complain(fmt::format("no report was made: the summary {}", summary.error().message));
            return false;
        }
        if (file.write(audit::report_html({*summary, &findings})) == WriteOutcome::Ok &&
            file.commit() == WriteOutcome::Ok) {
            return true;
        }
        complain(file.error());
    } catch (const std::exception& error) {    // the results are there by now
        complain("cannot write the report:");
        complain(error.what());
    }
    return false;
}

}    // namespace

int write_evidence(const BatchRequest& request, Opened& opened, report::Report& report, report::RunFacts& facts,
                   audit::Findings& findings) {
    if (opened.summary && !write_summary(*opened.summary, report, facts, opened.signing)) {
        report.is_summary_unwritten = true;
        facts.status = report::exit_status(report, request.expectations);
    }
    if (opened.report && !write_report(*opened.report, report, facts, findings, opened.signing)) {
        report.is_page_unwritten = true;
        facts.status = report::exit_status(report, request.expectations);
    }
    if (!report.results.is_closed_pipe) {
        tell(request, report, facts);
    }
    return facts.status;
}

}    // namespace hmacsweep::cli
