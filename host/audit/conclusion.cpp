#include "host/audit/conclusion.hpp"

#include "host/base/counts_text.hpp"
#include "host/base/encoding.hpp"
#include "host/html/text.hpp"
#include "host/report/closing_hint.hpp"
#include "host/report/ending.hpp"
#include "host/report/filter_words.hpp"
#include "host/report/merge_checks.hpp"
#include "host/report/value_words.hpp"

#include <charconv>

#include <fmt/format.h>

namespace hmacsweep::audit {
namespace {

std::uint64_t num_open(const report::Summary& summary) {
    return summary.records - summary.classes.of(report::RecordClass::Valid) -
           summary.classes.of(report::RecordClass::Invalid);
}

bool is_status(const report::Summary& summary, report::Status status) {
    return summary.status == static_cast<int>(status);
}

std::string pass_words(const report::Summary& summary) {
    const std::uint64_t untagged = summary.classes.of(report::RecordClass::Untagged);
    if (!summary.filters.empty()) {
        return fmt::format("For {}: no MAC is wrong{}.", report::chosen_words(summary),
                           untagged == 0 ? ""
                                         : fmt::format("; {} no MAC, which was accepted (--accept untagged)",
                                                       plural(untagged, "record", "has", "have")));
    }
    if (summary.records == 0) {
        return "There were no records, which was allowed (--allow-empty).";
    }
    if (untagged != 0) {
        return fmt::format("No MAC is wrong; {} no MAC, which was accepted (--accept untagged).",
                           plural(untagged, "record", "has", "have"));
    }
    return summary.records == 1 ? "The MAC of the one record is valid."
                                : fmt::format("Every MAC of {} is valid.", plural(summary.records, "record"));
}

/// A reason of the summary, which is a clause.
std::string as_sentence(std::string words) {
    if (!words.empty() && words[0] >= 'a' && words[0] <= 'z') {
        words[0] = static_cast<char>(words[0] - 'a' + 'A');
    }
    return words + ".";
}

std::string incomplete_words(const report::Summary& summary) {
    if (is_status(summary, report::Status::BackendFailed)) {
        return "The verdicts of this run cannot be trusted.";
    }
    if (is_interrupted(summary)) {
        return "The run was interrupted: what follows was not judged.";
    }
    if (!summary.cut_ends.empty()) {
        return "A chain does not end as it should: records may be missing.";
    }
    if (is_status(summary, report::Status::Incomplete) && !summary.reasons.empty()) {
        return as_sentence(summary.reasons.front().words);
    }
    if (!summary.is_complete) {
        return "Not everything could be read or written.";
    }
    if (summary.records == 0) {
        return "There were no records to verify.";
    }
    if (num_open(summary) == 0 && !summary.reasons.empty()) {
        return as_sentence(summary.reasons.front().words);
    }
    return fmt::format("No MAC is wrong, but {} could not be verified.", plural(num_open(summary), "record"));
}

/// Which parts a merged summary is of.
std::string parts_words(const report::Merged& merged) {
    if (merged.missing.empty()) {
        return merged.of == 1 ? "The one part is here." : fmt::format("All {} are here.", plural(merged.of, "part"));
    }
    return fmt::format("{} of {} {} here; missing: {}.", grouped(merged.parts), plural(merged.of, "part"),
                       merged.parts == 1 ? "is" : "are", report::number_list(merged.missing));
}

/// What is the matter with the run itself.
void append_remarks(const report::Summary& summary, std::vector<std::string>& remarks) {
    for (const report::Summary::Source& source : summary.sources) {
        if (!source.error.empty() && remarks.size() < 20) {
            remarks.push_back(fmt::format("Not read whole: {}.", source.error));
        }
    }
    for (const report::Summary::PassedOver& file : summary.passed_over) {
        if (!file.is_accepted && remarks.size() < 20) {
            remarks.push_back(fmt::format("Passed over, not read: {} {}.", file.name, file.reason));
        }
    }
    if (!summary.filters.empty()) {
        remarks.push_back(fmt::format("{} not chosen by --where, and not verified.",
                                      plural(summary.num_not_chosen, "record", "was", "were")));
    }
    for (const report::Summary::Filter& filter : summary.filters) {
        remarks.push_back(report::filter_remark(filter));
    }
    if (summary.is_stopped_early) {
        remarks.emplace_back(
            "The run stopped at the number of wrong MACs that --max-invalid allows; what follows was "
            "not judged.");
    }
    if (is_interrupted(summary)) {
        remarks.push_back(
            fmt::format("The run was interrupted (status {}); what follows was not judged, and no results "
                        "were left.",
                        summary.status));
    }
    if (!summary.backend_error.empty()) {
        remarks.push_back(fmt::format("The run broke off: {}.", summary.backend_error));
    }
    if (summary.num_disagreements != 0) {
        remarks.push_back(fmt::format("Backend and cross-check differ on {}: one of the two is wrong.",
                                      plural(summary.num_disagreements, "record")));
    }
    const std::string expected = summary.option("--expect-records");
    if (!summary.is_stopped_early && !expected.empty() && expected != std::to_string(summary.records)) {
        remarks.push_back(fmt::format("{} records were expected (--expect-records), and there are {}.", expected,
                                      grouped(summary.records)));
    }
    for (const std::string& source : summary.cut_ends) {
        remarks.push_back(fmt::format("The chain of {} does not end with the MAC of --chain-end.", source));
    }
    for (const std::string& error : {summary.results.error, summary.rejects ? summary.rejects->error : ""}) {
        if (!error.empty()) {
            remarks.push_back(fmt::format("Not written: {}.", error));
        }
    }
}

}    // namespace

std::string_view name_of(Conclusion conclusion) {
    switch (conclusion) {
        case Conclusion::Pass:
            return "PASS";
        case Conclusion::Empty:
            return "EMPTY";
        case Conclusion::Fail:
            return "FAIL";
        case Conclusion::NotVerified:
            return "NOT VERIFIED";
        case Conclusion::Incomplete:
            break;
    }
    return "INCOMPLETE";
}

ConclusionText conclude(const report::Summary& summary, const std::vector<std::string>& misfits) {
    ConclusionText concluded;
    const std::uint64_t invalid = summary.classes.of(report::RecordClass::Invalid);
    append_remarks(summary, concluded.remarks);
    if (is_status(summary, report::Status::Invalid) && report::options_do_not_fit(summary)) {
        concluded.conclusion = Conclusion::NotVerified;
        concluded.words = "The options do not fit: another reading of MACs or keys verifies a sample (see Findings).";
    } else if (invalid != 0 && !is_status(summary, report::Status::BackendFailed)) {
        concluded.conclusion = Conclusion::Fail;
        concluded.words = fmt::format("{} a wrong MAC.", plural(invalid, "record", "has", "have"));
    } else if (is_status(summary, report::Status::Invalid) && report::has_value_findings(summary) &&
               !summary.reasons.empty()) {
        concluded.conclusion = Conclusion::Fail;
        concluded.words = as_sentence(summary.reasons.front().words);
    } else if (is_status(summary, report::Status::Ok) && misfits.empty() && report::contradictions(summary).empty()) {
        concluded.conclusion = summary.records == 0 ? Conclusion::Empty : Conclusion::Pass;
        concluded.words = pass_words(summary);
    } else if (is_status(summary, report::Status::Ok)) {
        concluded.words = "The files that this report was made of do not fit each other.";
    } else {
        concluded.words = incomplete_words(summary);
    }
    if (summary.part) {
        concluded.words += fmt::format(" This is part {} of {}.", summary.part->number, summary.part->of);
    }
    if (summary.merged) {
        concluded.words += " " + parts_words(*summary.merged);
    }
    return concluded;
}

std::string_view meaning_of(Verdict verdict) {
    return core::row_of(verdict).meaning;
}

}    // namespace hmacsweep::audit
