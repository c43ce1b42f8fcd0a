#include "host/report/accounting.hpp"

#include <fmt/format.h>

namespace hmacsweep::report {
namespace {

/// How many result lines there must be.
std::uint64_t wanted_lines(const Report& report, const rules::RunOptions& options) {
    if (options.line_form == rules::LineForm::Manifest) {
        return report.counts.of(Verdict::Valid);
    }
    switch (options.results) {
        case rules::ResultsFilter::All:
            return report.records();
        case rules::ResultsFilter::Failures:
            return report.records() - report.counts.of(Verdict::Valid);
        case rules::ResultsFilter::None:
            break;
    }
    return 0;
}

}    // namespace

std::string accounting_fault(const Report& report, const rules::RunOptions& options, std::uint64_t num_framed) {
    if (!report.adds_up()) {
        return fmt::format("of {} records not every one has a verdict, a key and an input", report.records());
    }
    const bool is_broken_off = report.signal != 0 || !report.backend_error.empty() || report.num_disagreements != 0;
    if (is_broken_off || !report.results.error.empty() || !report.rejects.error.empty()) {
        return {};
    }
    if (const std::uint64_t counted = report.records() + report.num_not_chosen;
        !report.is_stopped_early && counted != num_framed) {
        return fmt::format("the inputs have {} records, and {} were judged or not chosen", num_framed, counted);
    }
    if (report.results.lines + report.results.left_out != wanted_lines(report, options)) {
        return fmt::format("there are {} result lines, and there must be {}",
                           report.results.lines + report.results.left_out, wanted_lines(report, options));
    }
    const std::uint64_t failures = report.records() - report.counts.of(Verdict::Valid);
    if (!report.rejects.name.empty() && report.rejects.records + report.rejects.left_out != failures) {
        return fmt::format("{} records are not valid, and {} were kept or left out", failures,
                           report.rejects.records + report.rejects.left_out);
    }
    return {};
}

}    // namespace hmacsweep::report
