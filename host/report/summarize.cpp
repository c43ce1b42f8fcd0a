#include "host/report/summarize.hpp"

#include "host/base/digest.hpp"
#include "host/base/machine.hpp"
#include "host/base/version.hpp"
#include "host/format/boundaries.hpp"
#include "host/keys/kms_text.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <numeric>
#include <thread>

#include <fmt/format.h>
#include <sys/utsname.h>

namespace hmacsweep::report {
namespace {

std::vector<Summary::Place> places_of(const Report& report, const std::vector<RecordPlace>& places) {
    std::vector<Summary::Place> all;
    all.reserve(places.size());
    for (const RecordPlace& place : places) {
        all.push_back(
            {report.sources[place.source].name, place.record, place.line, std::string(keys::code_of(place.verdict))});
    }
    return all;
}

std::vector<Summary::Diagnosis> diagnoses_of(const Report& report, const keys::KeyStore& keys) {
    std::vector<Summary::Diagnosis> all;
    for (const diagnosis::Diagnosis& diagnosis : report.diagnoses) {
        const bool has_key = diagnosis.key != core::no_key;
        Summary::Diagnosis& row = all.emplace_back();
        row.key = has_key ? keys[diagnosis.key].result_name() : "";
        row.sampled = diagnosis.num_sampled;
        for (const diagnosis::Finding& finding : diagnosis.findings) {
            std::vector<std::string> mistakes;
            mistakes.reserve(finding.guesses.size());
            for (const diagnosis::Guess& guess : finding.guesses) {
                mistakes.emplace_back(diagnosis::mistakes()[guess.mistake].name);
            }
            row.findings.push_back(
                {std::move(mistakes), finding.num_verified, finding.words, finding.options, finding.remarks});
        }
    }
    return all;
}

void add_records(const Report& report, Summary& summary) {
    summary.records = report.records();
    summary.classes = ClassCounts(report.counts);
    for (int v = 0; v < core::num_verdicts; ++v) {
        if (const auto verdict = static_cast<Verdict>(v); verdict != Verdict::Valid) {
            summary.codes.add(verdict, report.counts.of(verdict));
        }
    }
    summary.first_failures = places_of(report, report.first_failures);
    for (const Algorithm algorithm : all_algorithms) {
        const VerdictCounts& counts = report.by_algorithm[static_cast<std::size_t>(algorithm)];
        if (counts.total() != 0) {
            summary.algorithms.emplace_back(name_of(algorithm), counts);
        }
    }
}

void add_keys(const Report& report, const keys::KeyStore& keys, Summary& summary) {
    summary.diagnoses = diagnoses_of(report, keys);
    for (std::uint32_t k = 0; k < keys.size(); ++k) {
        if (const std::uint64_t records = report.by_key[k].total(); records != 0) {
            summary.keys.push_back({keys[k].result_name(), keys[k].material.empty() ? "" : keys::fingerprint(keys[k]),
                                    records, ClassCounts(report.by_key[k])});
        }
    }
    summary.without_key = report.without_key.total();
    summary.classes_without_key = ClassCounts(report.without_key);
    summary.has_candidates = report.key_ranges.is_wanted();
    summary.unmatched = report.without_key.of(RecordClass::Invalid);
    summary.candidates_notice = report.candidates_notice;
    for (const KeyRange& range : report.key_ranges.kept()) {
        summary.key_ranges.push_back(
            {report.sources[range.source].name, range.first, range.last, keys[range.key].result_name()});
    }
    summary.num_key_ranges = report.key_ranges.size();
}

/// Hex, and base64 of any kind: many a text is right in more than one kind of base64.
std::vector<std::pair<std::string, std::uint64_t>> mac_forms_of(const SourceReport& source) {
    const std::uint64_t hex = source.mac_forms.at(static_cast<std::size_t>(Encoding::Hex));
    const std::uint64_t all = std::accumulate(source.mac_forms.begin(), source.mac_forms.end(), std::uint64_t{0});
    std::vector<std::pair<std::string, std::uint64_t>> forms;
    for (const auto& [form, count] : {std::pair(Encoding::Hex, hex), std::pair(Encoding::Base64, all - hex)}) {
        if (count != 0) {
            forms.emplace_back(name_of(form), count);
        }
    }
    return forms;
}

void add_inputs(const Report& report, Summary& summary) {
    for (const SourceReport& source : report.sources) {
        summary.sources.push_back({source.name, source.bytes, source.sha256, source.tree_sha256,
                                   std::string(input::compression_name(source.compression)), source.content_bytes,
                                   source.records, source.not_chosen, ClassCounts(source.counts), mac_forms_of(source),
                                   source.error, source.charset});
    }
    // Files that forbid a PASS come first, because of many only some are named.
    constexpr std::size_t most_named = 1000;
    for (const bool is_accepted : {false, true}) {
        for (const input::PassedOver& file : report.passed_over) {
            if (file.is_accepted == is_accepted && summary.passed_over.size() < most_named) {
                summary.passed_over.push_back({file.name, file.reason, is_accepted});
            }
        }
    }
    summary.num_passed_over = report.passed_over.size();
}

void add_chain(const Report& report, Summary& summary) {
    summary.is_chained = report.chain.is_chained;
    summary.num_breaks = report.chain.num_breaks;
    for (const judge::ChainBreak& broken : report.chain.breaks) {
        Summary::Break& row = summary.breaks.emplace_back();
        row.source = report.sources[broken.source].name;
        row.record = broken.record;
        row.line = broken.line;
        row.finding = Summary::Break::unknown;
        if (broken.is_altered || broken.is_intact) {
            row.finding = broken.is_altered ? Summary::Break::altered : Summary::Break::intact;
        }
        if (broken.follows) {
            row.belongs_behind = {report.sources[broken.follows_source].name, *broken.follows};
        }
    }
    for (const std::uint32_t source : report.chain.cut_ends) {
        summary.cut_ends.push_back(report.sources[source].name);
    }
}

std::string_view kind_of(judge::ValueFinding::Kind kind) {
    switch (kind) {
        case judge::ValueFinding::Kind::Repeat:
            return Summary::ValueFinding::repeat;
        case judge::ValueFinding::Kind::Gap:
            return Summary::ValueFinding::gap;
        case judge::ValueFinding::Kind::StepBack:
            return Summary::ValueFinding::step_back;
        case judge::ValueFinding::Kind::NoInteger:
            break;
    }
    return Summary::ValueFinding::no_integer;
}

void add_value_checks(const Report& report, Summary& summary) {
    const auto name = [&](const judge::ValuePlace& place) { return report.sources[place.source].name; };
    for (const judge::ValueReport& check : report.value_checks) {
        Summary::ValueCheck& row = summary.value_checks.emplace_back();
        row.rule = format::name_of(check.check.rule);
        row.field = check.check.field;
        row.may_lack = check.check.may_lack;
        row.is_covered = check.is_covered;
        row.counts = check.counts;
        row.first = check.first;
        row.last = check.last;
        row.num_findings = check.num_findings();
        for (const judge::ValueFinding& finding : check.findings) {
            Summary::ValueFinding& found = row.findings.emplace_back();
            found = {std::string(kind_of(finding.kind)),
                     name(finding.place),
                     finding.place.record,
                     finding.line,
                     finding.place.value,
                     {},
                     finding.skipped,
                     finding.others_between};
            if (finding.earlier) {
                found.earlier = {name(*finding.earlier), finding.earlier->record, finding.earlier->value};
            }
        }
    }
}

void add_outputs(const Report& report, Summary& summary) {
    const ResultsReport& results = report.results;
    summary.results = {{results.name, results.bytes, results.sha256, results.error}, results.lines};
    if (const RejectsReport& rejects = report.rejects; !rejects.name.empty()) {
        summary.rejects = {
            {rejects.name, rejects.bytes, rejects.sha256, rejects.error}, rejects.records, rejects.left_out};
    }
}

std::string_view name_of_mode(rules::CrossCheck mode) {
    switch (mode) {
        case rules::CrossCheck::None:
            return "none";
        case rules::CrossCheck::Sample:
            return "sample";
        case rules::CrossCheck::All:
            break;
    }
    return "all";
}

/// Who judged how many: the backend, its GPUs, and the backends that took over.
void add_judging(const Report& report, const RunFacts& facts, Summary& summary) {
    summary.accounting_error = report.accounting_error;
    summary.backend = facts.backend.info->name;
    summary.backend_detail = facts.backend.detail;
    summary.backend_error = report.backend_error;
    summary.notices = facts.backend.warnings;
    summary.notices.insert(summary.notices.end(), facts.backend.notices.begin(), facts.backend.notices.end());
    for (const backend::Share& share : report.shares) {
        const Summary::Share row{share.name, share.detail, share.records, share.failure};
        if (share.is_replacement) {
            summary.fallbacks.push_back({row});
        } else {
            summary.devices.push_back({row});
        }
    }
    summary.cross_check = name_of_mode(facts.options.cross_check);
    summary.disagreeing = places_of(report, report.disagreements);
    summary.seed = facts.options.seed;
}

/// SHA-256 over the name and the fingerprint of each key, in the order of names.
std::string digest_of_keys(const keys::KeyStore& keys) {
    std::vector<std::string> entries;
    entries.reserve(keys.size());
    for (std::uint32_t k = 0; k < keys.size(); ++k) {
        entries.push_back(fmt::format("{}\n{}\n", keys[k].result_name(),
                                      keys[k].material.empty() ? "-" : keys::fingerprint(keys[k])));
    }
    std::ranges::sort(entries);
    Sha256Stream digest;
    for (const std::string& entry : entries) {
        digest.update(as_bytes(entry));
    }
    return digest.finish();
}

void add_part(const Report& report, const RunFacts& facts, Summary& summary) {
    if (report.records_sum) {
        summary.records_sum = report.records_sum->hex();
    }
    summary.part = report.part;
    if (!summary.part) {
        return;
    }
    summary.part->num_keys = facts.keys.size();
    summary.part->keys_sha256 = digest_of_keys(facts.keys);
    summary.part->allow_empty = facts.expectations.allow_empty;
    summary.part->accept_untagged = facts.expectations.accept_untagged;
    summary.part->has_seen_names = !report.names_seen.names.empty();
    summary.part->missing_names = report.missing_names;
    summary.part->num_partly_read = report.num_partly_read;
}

std::string utc(std::chrono::system_clock::time_point time) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    static_cast<void>(::gmtime_r(&seconds, &parts));
    std::array<char, sizeof("2026-11-21T10:00:00Z")> text{};
    static_cast<void>(std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts));
    return text.data();
}

Summary::Host this_host() {
    utsname system{};
    ::uname(&system);
    return {system.nodename, std::string(system.sysname) + " " + system.release, system.machine, cpu_model(),
            std::thread::hardware_concurrency()};
}

}    // namespace

Summary summarize(const Report& report, const RunFacts& facts) {
    Summary summary;
    static_cast<Figures&>(summary) = report;
    summary.operation = facts.options.operation == rules::Operation::Verify ? "verify" : "generate";
    summary.is_complete = report.is_complete();
    summary.status = facts.status;
    summary.reasons = end_reasons(report, facts.expectations);
    add_records(report, summary);
    add_keys(report, facts.keys, summary);
    add_inputs(report, summary);
    add_chain(report, summary);
    add_value_checks(report, summary);
    add_outputs(report, summary);
    add_judging(report, facts, summary);
    add_part(report, facts, summary);
    summary.unproved_boundaries = format::unproved_boundaries(facts.options.shape, facts.options.min_mac_bytes == 0);
    for (const format::Filter& filter : facts.options.shape.filters) {
        summary.filters.push_back({filter.name, filter.text, format::is_covered(filter.place, facts.options.shape)});
    }
    for (const auto& [name, value] : facts.arguments) {
        summary.options.emplace_back(name, value);
    }
    summary.command = facts.command;
    summary.version = version();
    summary.host = this_host();
    summary.started = utc(facts.started);
    summary.seconds = facts.seconds;
    return summary;
}

}    // namespace hmacsweep::report
