#include "host/report/ending.hpp"

#include "host/base/counts_text.hpp"
#include "host/base/encoding.hpp"
#include "host/report/value_words.hpp"

#include <algorithm>
#include <csignal>

#include <fmt/format.h>

namespace hmacsweep::report {
namespace {

/// Collects reasons in the order of their weight.
class Reasons {
public:
    void add_if(bool holds, int status, std::string words) {
        if (holds) {
            list_.push_back({status, std::move(words)});
        }
    }
    void add_if(bool holds, Status status, std::string words) {
        add_if(holds, static_cast<int>(status), std::move(words));
    }
    [[nodiscard]] std::vector<EndReason> take() { return std::move(list_); }

private:
    std::vector<EndReason> list_;
};

void add_unread(const Report& report, const Expectations& expectations, Reasons& reasons) {
    // After an early stop nobody knows how many records there are.
    const bool is_count_wrong =
        !report.is_stopped_early && expectations.records && *expectations.records != report.records();
    reasons.add_if(
        is_count_wrong, Status::Incomplete,
        fmt::format("{} expected, and there are {}", plural(expectations.records.value_or(0), "record", "was", "were"),
                    grouped(report.records())));
    const auto num_unread = static_cast<std::uint64_t>(
        std::ranges::count_if(report.sources, [](const SourceReport& source) { return !source.error.empty(); }));
    reasons.add_if(num_unread != 0, Status::Incomplete,
                   fmt::format("{} of {} {} not read whole", grouped(num_unread),
                               plural(report.sources.size(), "input"), num_unread == 1 ? "was" : "were"));
    const auto num_passed_over = static_cast<std::uint64_t>(
        std::ranges::count_if(report.passed_over, [](const input::PassedOver& file) { return !file.is_accepted; }));
    reasons.add_if(
        num_passed_over != report.num_unnamed_files, Status::Incomplete,
        fmt::format("{} passed over", plural(num_passed_over - report.num_unnamed_files, "file", "was", "were")));
    reasons.add_if(report.num_unnamed_files != 0, Status::Incomplete,
                   fmt::format("{} named by no record", plural(report.num_unnamed_files, "file", "is", "are")));
    // The last three reasons of a part are judged over all parts, by merge().
    reasons.add_if(!report.part && !report.missing_names.empty(), Status::Incomplete,
                   "no record has a name that was given");
    reasons.add_if(report.num_partly_read != 0, Status::Incomplete,
                   fmt::format("{} a list of which not every element was looked at",
                               plural(report.num_partly_read, "record", "has", "have")));
    for (const judge::ValueReport& check : report.value_checks) {
        reasons.add_if(check.counts.unchecked != 0, Status::Incomplete,
                       fmt::format("{} of {} {} not compared (--unique-limit)", plural(check.counts.unchecked, "value"),
                                   printable(check.check.field), check.counts.unchecked == 1 ? "was" : "were"));
    }
    reasons.add_if(!report.has_its_ends(), Status::Incomplete, "the chain does not end as it should");
    reasons.add_if(report.is_summary_unwritten, Status::Incomplete, "the summary was not written");
    reasons.add_if(report.is_page_unwritten, Status::Incomplete, "the report page was not written");
}

void add_unverified(const Report& report, const Expectations& expectations, Reasons& reasons) {
    const std::uint64_t untagged = report.counts.of(RecordClass::Untagged);
    const std::uint64_t open = report.counts.of(RecordClass::Unverifiable) + report.counts.of(RecordClass::Malformed) +
                               (expectations.accept_untagged ? 0 : untagged);
    reasons.add_if(open != 0, Status::Unverified, fmt::format("{} could not be verified", plural(open, "record")));
    for (const judge::ValueReport& check : report.value_checks) {
        reasons.add_if(
            check.num_unchecked() != 0, Status::Unverified,
            fmt::format("{} no {} that --{} can check", plural(check.num_unchecked(), "valid record", "has", "have"),
                        printable(check.check.field), format::name_of(check.check.rule)));
    }
    const bool is_empty = report.records() == 0;
    reasons.add_if(is_empty && !expectations.allow_empty && !report.part, Status::Unverified,
                   report.num_not_chosen == 0
                       ? std::string("the input has no records (--allow-empty accepts that)")
                       : fmt::format("--where chooses none of {}: in none is that the field's whole text, "
                                     "in the same case (--allow-empty accepts that)",
                                     plural(report.num_not_chosen, "record")));
    reasons.add_if(!is_empty && untagged == report.records() && expectations.accept_untagged && !report.part,
                   Status::Unverified, "no record has a MAC, so none was verified");
}

}    // namespace

std::string_view signal_name(int signal) {
    switch (signal) {
        case SIGINT:
            return "SIGINT";
        case SIGHUP:
            return "SIGHUP";
        default:
            return "SIGTERM";
    }
}

std::vector<EndReason> end_reasons(const Report& report, const Expectations& expectations) {
    Reasons reasons;
    reasons.add_if(report.signal != 0, static_cast<int>(Status::Interrupted) + report.signal,
                   fmt::format("interrupted by {}", signal_name(report.signal)));
    reasons.add_if(!report.backend_error.empty() || !report.accounting_error.empty() || report.num_disagreements != 0 ||
                       !report.adds_up(),
                   Status::BackendFailed, "the verdicts cannot be trusted");
    reasons.add_if(!report.results.error.empty(), Status::Incomplete, "the results were not written");
    reasons.add_if(!report.rejects.error.empty(), Status::Incomplete, "the rejects were not written");
    const std::uint64_t invalid = report.counts.of(RecordClass::Invalid);
    reasons.add_if(invalid != 0, Status::Invalid,
                   fmt::format("{} a wrong MAC{}", plural(invalid, "record", "has", "have"),
                               report.is_stopped_early ? ", as many as --max-invalid allows" : ""));
    for (const judge::ValueReport& check : report.value_checks) {
        reasons.add_if(
            check.num_findings() != 0, Status::Invalid,
            findings_clause(check.check.rule == format::ValueRule::Sequence, check.check.field, check.counts));
    }
    add_unread(report, expectations, reasons);
    add_unverified(report, expectations, reasons);
    return reasons.take();
}

int exit_status(const Report& report, const Expectations& expectations) {
    const std::vector<EndReason> reasons = end_reasons(report, expectations);
    return reasons.empty() ? static_cast<int>(Status::Ok) : reasons.front().status;
}

}    // namespace hmacsweep::report
