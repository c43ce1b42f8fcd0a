#include "host/base/encoding.hpp"
#include "host/base/version.hpp"
#include "host/format/boundaries.hpp"
#include "host/keys/kms_text.hpp"
#include "host/report/closing_hint.hpp"
#include "host/report/dialect_hints.hpp"
#include "host/report/summary.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::report {
namespace {

constexpr std::size_t max_keys_shown = 8;
constexpr std::size_t max_ranges_shown = 8;
constexpr std::size_t key_columns = 44;

constexpr std::string_view green = "\x1b[32m";
constexpr std::string_view red = "\x1b[31m";
constexpr std::string_view yellow = "\x1b[33m";
constexpr std::string_view plain = "\x1b[0m";

/// What class `record_class` is made of, one code a line, each after the first indented to stand below it.
std::string codes_of(const VerdictCounts& counts, RecordClass record_class) {
    std::string codes;
    for (int v = 0; v < core::num_verdicts; ++v) {
        const auto verdict = static_cast<Verdict>(v);
        if (verdict != Verdict::Valid && class_of(verdict) == record_class && counts.of(verdict) != 0) {
            codes += fmt::format("{}{} {}", codes.empty() ? "" : fmt::format("\n{:32}", ""), keys::code_of(verdict),
                                 grouped(counts.of(verdict)));
        }
    }
    return codes;
}

std::string_view class_label(RecordClass record_class, rules::Operation operation) {
    return operation == rules::Operation::Generate && record_class == RecordClass::Valid
               ? "generated"
               : class_names[static_cast<std::size_t>(record_class)];
}

void append_classes(std::string& out, const Report& report, rules::Operation operation) {
    for (std::size_t c = 0; c < class_names.size(); ++c) {
        const auto record_class = static_cast<RecordClass>(c);
        const std::uint64_t count = report.counts.of(record_class);
        const bool is_for_verify = record_class == RecordClass::Invalid || record_class == RecordClass::Untagged;
        if (operation == rules::Operation::Generate && is_for_verify && count == 0) {
            continue;
        }
        const std::string line = fmt::format("  {:<13}{:>14}   {}", class_label(record_class, operation),
                                             grouped(count), codes_of(report.counts, record_class));
        out += fmt::format("{}\n", std::string_view(line).substr(0, line.find_last_not_of(' ') + 1));
    }
}

/// A key's name in at most key_columns columns: its end tells more than its beginning.
std::string short_name(const std::string& name) {
    const std::string shown = printable(name, keys::max_key_name_bytes);
    return shown.size() <= key_columns ? shown : fmt::format("...{}", shown.substr(shown.size() - key_columns + 3));
}

void append_keys(std::string& out, const Report& report, const keys::KeyStore& keys) {
    std::vector<std::uint32_t> used;
    for (std::uint32_t k = 0; k < keys.size(); ++k) {
        if (report.by_key[k].total() != 0) {
            used.push_back(k);
        }
    }
    const std::uint64_t unmatched = report.without_key.of(RecordClass::Invalid);
    if (used.empty() && unmatched == 0) {
        return;
    }
    // The most used first; among equals, as the key files have them.
    std::ranges::sort(used, {}, [&](std::uint32_t k) { return std::pair(~report.by_key[k].total(), k); });
    out += fmt::format("  {:<{}}  {:>16}  {:>12}\n", "key", key_columns, "fingerprint", "records");
    for (std::size_t i = 0; i < std::min(used.size(), max_keys_shown); ++i) {
        const keys::Key& key = keys[used[i]];
        out +=
            fmt::format("  {:<{}}  {:>16}  {:>12}\n", short_name(key.result_name()), key_columns,
                        key.material.empty() ? "-" : keys::fingerprint(key), grouped(report.by_key[used[i]].total()));
    }
    if (used.size() > max_keys_shown) {
        out += fmt::format("  and {}\n", plural(used.size() - max_keys_shown, "more key"));
    }
    if (unmatched != 0) {
        out +=
            fmt::format("  {:<{}}  {:>16}  {:>12}\n", "(no candidate key fits)", key_columns, "-", grouped(unmatched));
    }
}

/// Where the key changes, when candidates were tried.
void append_ranges(std::string& out, const Report& report, const keys::KeyStore& keys) {
    const std::vector<KeyRange>& ranges = report.key_ranges.kept();
    for (std::size_t i = 0; i < std::min(ranges.size(), max_ranges_shown); ++i) {
        out += fmt::format("  {}: records {} to {}: {}\n", printable(report.sources[ranges[i].source].name),
                           grouped(ranges[i].first), grouped(ranges[i].last),
                           short_name(keys[ranges[i].key].result_name()));
    }
    if (report.key_ranges.size() > max_ranges_shown) {
        out += fmt::format("  and {} of records\n", plural(report.key_ranges.size() - max_ranges_shown, "more range"));
    }
}

/// `FILE:LINE`, or the file alone where there are no lines.
std::string place_of(const Report& report, const RecordPlace& place) {
    const std::string name = printable(report.sources[place.source].name);
    return place.line == 0 ? name : fmt::format("{}:{}", name, place.line);
}

void append_failures(std::string& out, const Report& report) {
    for (const RecordPlace& place : report.first_failures) {
        out += fmt::format("  {}: record {}: {}\n", place_of(report, place), grouped(place.record),
                           keys::code_of(place.verdict));
    }
    const std::uint64_t others = report.records() - report.counts.of(RecordClass::Valid) - report.first_failures.size();
    if (others != 0) {
        out += fmt::format("  and {}\n", plural(others, "more record"));
    }
}

/// What is wrong with a record at which its chain breaks.
std::string explain(const Report& report, const judge::ChainBreak& broken) {
    if (broken.is_altered) {
        return "was altered";
    }
    if (!broken.follows) {
        return broken.is_intact ? "is intact, but the record that it belongs behind is missing"
                                : "was altered, or the record that it belongs behind is missing";
    }
    if (*broken.follows == 0) {
        return "is intact and belongs at the start of the chain";
    }
    const bool is_elsewhere = broken.follows_source != broken.source;
    return fmt::format("is intact and belongs behind record {}{}", grouped(*broken.follows),
                       is_elsewhere ? " of " + printable(report.sources[broken.follows_source].name) : "");
}

void append_chain(std::string& out, const Report& report) {
    const judge::ChainReport& chain = report.chain;
    if (chain.num_breaks == 0) {
        return;
    }
    out += fmt::format("the chain breaks at {}\n", plural(chain.num_breaks, "record"));
    const std::size_t num_shown = std::min(chain.breaks.size(), Report::max_named);
    for (std::size_t i = 0; i < num_shown; ++i) {
        const judge::ChainBreak& broken = chain.breaks[i];
        out += fmt::format("  {}: record {} {}\n",
                           place_of(report, {broken.source, broken.record, broken.line, Verdict::Invalid}),
                           grouped(broken.record), explain(report, broken));
    }
    if (chain.num_breaks > num_shown) {
        out += fmt::format("  and {}\n", plural(chain.num_breaks - num_shown, "more record"));
    }
}

/// The verdict in words and its colour: good (green), bad (red) or open (yellow).
struct Conclusion {
    std::string words;
    std::string_view color;
};

Conclusion when_ok(const Report& report, rules::Operation operation) {
    const std::uint64_t untagged = report.counts.of(RecordClass::Untagged);
    if (report.records() == 0) {
        return {"EMPTY: the inputs have no records, as --allow-empty allows.", green};
    }
    if (operation == rules::Operation::Generate) {
        return {"DONE: every record has its MAC.", green};
    }
    if (untagged != 0) {
        return {fmt::format("PASS: no MAC is wrong; {} no MAC.", plural(untagged, "record", "has", "have")), green};
    }
    return {"PASS: every record's MAC is valid.", green};
}

/// What a status is called, with the colour of it.
Conclusion headline(const EndReason& reason, const Report& report, rules::Operation operation) {
    switch (reason.status) {
        case static_cast<int>(Status::Invalid):
            return {options_do_not_fit(report) ? "NOT VERIFIED: the options do not fit."
                                               : fmt::format("FAIL: {}.", reason.words),
                    red};
        case static_cast<int>(Status::Incomplete):
            return {fmt::format("INCOMPLETE: {}.", reason.words), red};
        case static_cast<int>(Status::Unverified):
            if (operation == rules::Operation::Generate && report.records() != 0) {
                const std::uint64_t open = report.records() - report.counts.of(RecordClass::Valid);
                return {fmt::format("UNFINISHED: no MAC could be made for {}.", plural(open, "record")), yellow};
            }
            return {
                fmt::format("UNVERIFIED: {}{}.", report.records() != 0 ? "no MAC is wrong, but " : "", reason.words),
                yellow};
        case static_cast<int>(Status::BackendFailed):
            return {fmt::format("ERROR: {}, and no results were written.", reason.words), red};
        default:
            return {fmt::format("INTERRUPTED by {}: the counts above are of what was done so far.",
                                signal_name(report.signal)),
                    red};
    }
}

/// The reasons beside the one that decides, a line each, the verdict, and what to do next.
std::string ending(const Report& report, const RunFacts& facts, bool colored) {
    const std::vector<EndReason> reasons = end_reasons(report, facts.expectations);
    std::string out;
    for (std::size_t i = 1; i < reasons.size(); ++i) {
        out += fmt::format("also: {}\n", reasons[i].words);
    }
    const auto [words, color] = reasons.empty() ? when_ok(report, facts.options.operation)
                                                : headline(reasons.front(), report, facts.options.operation);
    out += colored ? fmt::format("{}{}{}\n", color, words, plain) : fmt::format("{}\n", words);
    const std::string hint = closing_hint(report);
    return out + (hint.empty() ? "" : fmt::format("{}\n", hint));
}

/// `1.20 GB/s`, `74.1 MB/s`
std::string byte_rate(double bytes_per_second) {
    return bytes_per_second >= 1e8 ? fmt::format("{:.2f} GB/s", bytes_per_second / 1e9)
                                   : fmt::format("{:.3g} MB/s", bytes_per_second / 1e6);
}

/// How much there was, and how fast it went, in two lines.
std::string first_lines(const Report& report, const RunFacts& facts) {
    double bytes = 0;
    for (const SourceReport& source : report.sources) {
        bytes += static_cast<double>(source.content_bytes);
    }
    const double seconds = facts.seconds > 0 ? facts.seconds : 1;
    const double rate = facts.seconds > 0 ? static_cast<double>(report.records()) / seconds : 0;
    return fmt::format("{} from {} in {:.3g} s, {} records/s, {}\nbackend {} ({})\n",
                       plural(report.records(), "record"), plural(report.sources.size(), "input"), facts.seconds,
                       grouped(static_cast<std::uint64_t>(rate)), byte_rate(bytes / seconds), facts.backend.info->name,
                       facts.backend.detail);
}

/// What was computed besides the backend's own verdicts.
void append_checks(std::string& out, const Report& report, const RunFacts& facts) {
    if (report.num_checked == 0 && report.num_disagreements == 0) {
        out += "sample: none\n";
    } else {
        out += fmt::format(
            "{} re-judged {}: {}\n", facts.backend.info->is_openssl ? "the scalar core" : "OpenSSL",
            plural(report.num_checked, "record"),
            report.num_disagreements == 0 ? "no difference" : plural(report.num_disagreements, "difference"));
    }
    if (report.candidate_checks.matches + report.candidate_checks.unmatched != 0) {
        out += fmt::format(
            "  (of candidate keys: {} that match, {} that do not)\n", plural(report.candidate_checks.matches, "pair"),
            plural(report.candidate_checks.failing_pairs + report.candidate_checks.unmatched_pairs, "pair"));
    }
    if (report.num_long != 0) {
        out += fmt::format("  {} over 64 KiB hashed by OpenSSL\n", plural(report.num_long, "message"));
    }
    if (report.num_ignored_macs != 0) {
        out += fmt::format("  {} in the input ignored\n", plural(report.num_ignored_macs, "MAC"));
    }
}

/// Between which fields text could be moved, and every MAC would stay right.
void append_boundaries(std::string& out, const rules::RunOptions& options) {
    std::string names;
    for (const std::string& name : format::unproved_boundaries(options.shape, options.min_mac_bytes == 0)) {
        names += fmt::format("{}{{{}}}", names.empty() ? "" : ", ", printable(name));
    }
    if (!names.empty()) {
        out += fmt::format("boundaries between fields are not proved: {}\n", names);
    }
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

/// Files of folders that were not read: those that forbid a PASS, or those that do not.
void append_passed_over(std::string& out, const Report& report, bool is_accepted) {
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
}

}    // namespace

std::string quiet_text(const Report& report, const RunFacts& facts, bool colored) {
    return problems_text(report) + (options_do_not_fit(report) ? ending(report, facts, colored) : "");
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
    append_passed_over(out, report, false);
    for (const std::string& sentence : report.missing_names) {
        out += fmt::format("hmacsweep: {}\n", sentence);
    }
    if (!report.results.error.empty() && !report.results.is_closed_pipe) {
        out += fmt::format("hmacsweep: {}\n", printable(report.results.error, 400));
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
    if (report.rejects.is_mixed) {
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

std::string summary_text(const Report& report, const RunFacts& facts, bool colored) {
    std::string out = problems_text(report) + first_lines(report, facts);
    if (report.records() != 0) {
        append_classes(out, report, facts.options.operation);
        append_keys(out, report, facts.keys);
        append_ranges(out, report, facts.keys);
        append_failures(out, report);
        out += foreign_length_hints(report);
        append_chain(out, report);
        append_checks(out, report, facts);
        append_boundaries(out, facts.options);
    }
    append_passed_over(out, report, true);
    if (!report.rejects.name.empty() && report.rejects.error.empty()) {
        out += fmt::format("{} not valid, kept in {}\n", plural(report.rejects.records, "record", "is", "are"),
                           printable(report.rejects.name));
    }
    if (report.results.left_out != 0) {
        out += fmt::format("{} not shown: -o FILE keeps all of them\n",
                           plural(report.results.left_out, "more result line", "was", "were"));
    }
    return out + ending(report, facts, colored);
}

}    // namespace hmacsweep::report
