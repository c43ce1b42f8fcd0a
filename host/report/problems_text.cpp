#include "host/report/problems_text.hpp"

#include "host/base/counts_text.hpp"
#include "host/base/encoding.hpp"
#include "host/report/dialect_hints.hpp"

#include <fmt/format.h>

namespace hmacsweep::report {
namespace {

/// `FILE:LINE`, or the file alone where there are no lines.
std::string place_of(const Report& report, const RecordPlace& place) {
    const std::string name = printable(report.sources[place.source].name);
    return place.line == 0 ? name : fmt::format("{}:{}", name, place.line);
}

/// A source's error, with its name in it cut short where it is long: others may have chosen it.
std::string shown_error(const SourceReport& source) {
    std::string error = source.error;
    const std::string name = printable(source.name);
    for (std::size_t at = error.find(source.name); !source.name.empty() && at != std::string::npos;
         at = error.find(source.name, at + name.size())) {
        error.replace(at, source.name.size(), name);
    }
    return printable(error, 1000);
}

}    // namespace

std::string passed_over_text(const Report& report, bool is_accepted) {
    std::string out;
    std::size_t num_found = 0;
    for (const input::PassedOver& file : report.passed_over) {
        if (file.is_accepted == is_accepted && num_found++ < Report::max_named) {
            out += fmt::format("{}passed over: {} {}\n", is_accepted ? "" : "hmacsweep: ", printable(file.name),
                               file.reason);
        }
    }
    if (num_found > Report::max_named) {
        out += fmt::format("{}and {} passed over\n",
                           is_accepted ? "  " : "hmacsweep: ", plural(num_found - Report::max_named, "more file"));
    }
    return out;
}

std::string problems_text(const Report& report) {
    std::string out;
    for (const backend::Share& share : report.shares) {
        if (!share.failure.empty() && !share.is_replacement) {
            out += fmt::format("hmacsweep: {} ({}) was given up: {}\n", share.name, printable(share.detail, 100),
                               printable(share.failure, 400));
        } else if (share.is_replacement) {
            out += fmt::format("hmacsweep: {} judged by {} ({}) in its place\n",
                               plural(share.records, "record", "was", "were"), share.name, share.detail);
        }
    }
    for (const SourceReport& source : report.sources) {
        if (!source.error.empty()) {
            out += fmt::format("hmacsweep: {}\n", shown_error(source));
        }
    }
    out += passed_over_text(report, false);
    for (const std::string& sentence : report.missing_names) {
        out += fmt::format("hmacsweep: {}\n", sentence);
    }
    if (!report.names_seen.arrays.empty()) {
        out += fmt::format("hmacsweep: warning: --records leaves out other arrays of the first document: {}\n",
                           format::names_of(report.names_seen.arrays));
    }
    if (!report.results.error.empty() && !report.results.is_closed_pipe) {
        out += fmt::format("hmacsweep: {}\n", printable(report.results.error, 400));
    }
    if (report.results.is_json_lines && report.results.error.empty()) {
        out +=
            "hmacsweep: --with-record has written JSON Lines, one record a line, and not the JSON that they were in\n";
    }
    if (!report.rejects.error.empty()) {
        out += fmt::format("hmacsweep: {}\n", printable(report.rejects.error, 400));
    }
    if (report.rejects.left_out != 0) {
        out += fmt::format("hmacsweep: {} longer than --max-record-bytes or a key file, and not in {}\n",
                           plural(report.rejects.left_out, "record", "is", "are"), printable(report.rejects.name));
    }
    for (const std::uint32_t source : report.chain.cut_ends) {
        out += fmt::format(
            "hmacsweep: the chain of {} does not end with the MAC of --chain-end: its tail is missing, or "
            "its last record is another one\n",
            printable(report.sources[source].name));
    }
    if (report.rejects.is_mixed && report.rejects.error.empty()) {
        out +=
            fmt::format("hmacsweep: {} has records of inputs with different header lines, and the first one's header\n",
                        printable(report.rejects.name));
    }
    out += dialect_hints(report);
    if (report.is_stopped_early) {
        out += fmt::format("hmacsweep: stopped at {} with a wrong MAC (--max-invalid); what follows was not judged\n",
                           plural(report.counts.of(RecordClass::Invalid), "record"));
    }
    if (!report.backend_error.empty()) {
        out += fmt::format("hmacsweep: the run broke off: {}\n", printable(report.backend_error, 400));
    }
    if (!report.accounting_error.empty()) {
        out += fmt::format("hmacsweep: the counts do not add up: {}\n", printable(report.accounting_error, 400));
    }
    for (const RecordPlace& place : report.disagreements) {
        out += fmt::format("hmacsweep: backend and checker differ on {} (record {})\n", place_of(report, place),
                           grouped(place.record));
    }
    return out;
}

}    // namespace hmacsweep::report
