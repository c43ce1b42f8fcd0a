#include "host/audit/conclusion.hpp"

#include "host/base/encoding.hpp"
#include "host/html/text.hpp"
#include "host/report/ending.hpp"

#include <charconv>

#include <fmt/format.h>

namespace hmacsweep::audit {
namespace {

std::uint64_t num_open(const report::Evidence& evidence) {
    return evidence.records - evidence.classes.of(report::RecordClass::Valid) -
           evidence.classes.of(report::RecordClass::Invalid);
}

bool is_status(const report::Evidence& evidence, report::Status status) {
    return evidence.status == static_cast<int>(status);
}

bool is_interrupted(const report::Evidence& evidence) {
    return evidence.status > static_cast<int>(report::Status::Interrupted);
}

std::string pass_words(const report::Evidence& evidence) {
    const std::uint64_t untagged = evidence.classes.of(report::RecordClass::Untagged);
    if (evidence.records == 0) {
        return "There were no records, which was allowed (--allow-empty).";
    }
    if (untagged != 0) {
        return fmt::format("No MAC is wrong; {} no MAC, which was accepted (--accept untagged).",
                           html::plural(untagged, "record", "has", "have"));
    }
    return evidence.records == 1 ? "The MAC of the one record is valid."
                                 : fmt::format("Every MAC of {} is valid.", html::plural(evidence.records, "record"));
}

/// A reason of the summary, which is a clause.
std::string as_sentence(std::string words) {
    if (!words.empty() && words[0] >= 'a' && words[0] <= 'z') {
        words[0] = static_cast<char>(words[0] - 'a' + 'A');
    }
    return words + ".";
}

std::string incomplete_words(const report::Evidence& evidence) {
    if (is_status(evidence, report::Status::BackendFailed)) {
        return "The verdicts of this run cannot be trusted.";
    }
    if (is_interrupted(evidence)) {
        return "The run was interrupted: what follows was not judged.";
    }
    if (!evidence.cut_ends.empty()) {
        return "A chain does not end as it should: records may be missing.";
    }
    if (is_status(evidence, report::Status::Incomplete) && !evidence.reasons.empty()) {
        return as_sentence(evidence.reasons.front());
    }
    if (!evidence.is_complete) {
        return "Not everything could be read or written.";
    }
    if (evidence.records == 0) {
        return "There were no records to verify.";
    }
    return fmt::format("No MAC is wrong, but {} could not be verified.", html::plural(num_open(evidence), "record"));
}

/// What is the matter with the run itself.
void append_remarks(const report::Evidence& evidence, std::vector<std::string>& remarks) {
    for (const report::SourceEvidence& source : evidence.sources) {
        if (!source.error.empty() && remarks.size() < 20) {
            remarks.push_back(fmt::format("Not read whole: {}.", source.error));
        }
    }
    for (const report::PassedOverEvidence& file : evidence.passed_over) {
        if (!file.is_accepted && remarks.size() < 20) {
            remarks.push_back(fmt::format("Passed over, not read: {} {}.", file.name, file.reason));
        }
    }
    if (evidence.is_stopped_early) {
        remarks.emplace_back(
            "The run stopped at the number of wrong MACs that --max-invalid allows; what follows was "
            "not judged.");
    }
    if (is_interrupted(evidence)) {
        remarks.push_back(
            fmt::format("The run was interrupted (status {}); what follows was not judged, and no results "
                        "were left.",
                        evidence.status));
    }
    if (!evidence.backend_error.empty()) {
        remarks.push_back(fmt::format("The run broke off: {}.", evidence.backend_error));
    }
    if (evidence.num_disagreements != 0) {
        remarks.push_back(fmt::format("Backend and cross-check differ on {}: one of the two is wrong.",
                                      html::plural(evidence.num_disagreements, "record")));
    }
    const std::string expected = evidence.option("--expect-records");
    if (!evidence.is_stopped_early && !expected.empty() && expected != std::to_string(evidence.records)) {
        remarks.push_back(fmt::format("{} records were expected (--expect-records), and there are {}.", expected,
                                      html::number(evidence.records)));
    }
    for (const std::string& source : evidence.cut_ends) {
        remarks.push_back(fmt::format("The chain of {} does not end with the MAC of --chain-end.", source));
    }
    for (const report::OutputEvidence* output : {&evidence.results, evidence.rejects ? &*evidence.rejects : nullptr}) {
        if (output != nullptr && !output->error.empty()) {
            remarks.push_back(fmt::format("Not written: {}.", output->error));
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
        case Conclusion::Incomplete:
            break;
    }
    return "INCOMPLETE";
}

Verdicts conclude(const report::Evidence& evidence, const std::vector<std::string>& misfits) {
    Verdicts verdicts;
    const std::uint64_t invalid = evidence.classes.of(report::RecordClass::Invalid);
    append_remarks(evidence, verdicts.remarks);
    if (invalid != 0 && !is_status(evidence, report::Status::BackendFailed)) {
        verdicts.conclusion = Conclusion::Fail;
        verdicts.words = fmt::format("{} a wrong MAC.", html::plural(invalid, "record", "has", "have"));
    } else if (is_status(evidence, report::Status::Ok) && misfits.empty() && report::contradictions(evidence).empty()) {
        verdicts.conclusion = evidence.records == 0 ? Conclusion::Empty : Conclusion::Pass;
        verdicts.words = pass_words(evidence);
    } else if (is_status(evidence, report::Status::Ok)) {
        verdicts.words = "The files that this report was made of do not fit each other.";
    } else {
        verdicts.words = incomplete_words(evidence);
    }
    return verdicts;
}

std::string_view meaning_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::Valid:
            return "The MAC is the one that key, algorithm and message give.";
        case Verdict::Invalid:
            return "The MAC is not the one that key, algorithm and message give: one of them was changed, or the MAC "
                   "was never right.";
        case Verdict::KeyNotFound:
            return "No key of that name was at hand.";
        case Verdict::KeyDisabled:
            return "The key is disabled; it may be used with --ignore-key-state.";
        case Verdict::InvalidKeyState:
            return "The key is pending deletion or import, or otherwise not to be used.";
        case Verdict::InvalidKeyUsage:
            return "The key must not make MACs, or not with this algorithm.";
        case Verdict::Untagged:
            return "The record has no MAC.";
        case Verdict::Malformed:
            return "The record cannot be read as one: the reason stands with each record.";
        case Verdict::NotJudged:
            break;
    }
    return "Nothing judged the record.";
}

}    // namespace hmacsweep::audit
