#include "host/report/summary_text.hpp"

#include "host/base/counts_text.hpp"
#include "host/base/encoding.hpp"
#include "host/keys/kms_text.hpp"
#include "host/report/closing_hint.hpp"
#include "host/report/closing_text.hpp"
#include "host/report/dialect_hints.hpp"
#include "host/report/filter_words.hpp"
#include "host/report/problems_text.hpp"
#include "host/report/value_words.hpp"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

namespace hmacsweep::report {
namespace {

constexpr std::size_t max_keys_shown = 8;
constexpr std::size_t max_ranges_shown = 8;
constexpr std::size_t key_columns = 44;

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

bool is_generate(const Summary& summary) {
    return summary.operation == "generate";
}

std::string_view class_label(const Summary& summary, RecordClass record_class) {
    return is_generate(summary) && record_class == RecordClass::Valid
               ? "generated"
               : class_names[static_cast<std::size_t>(record_class)];
}

void append_classes(std::string& out, const Summary& summary) {
    for (std::size_t c = 0; c < class_names.size(); ++c) {
        const auto record_class = static_cast<RecordClass>(c);
        const std::uint64_t count = summary.classes.of(record_class);
        const bool is_for_verify = record_class == RecordClass::Invalid || record_class == RecordClass::Untagged;
        if (is_generate(summary) && is_for_verify && count == 0) {
            continue;
        }
        const std::string line = fmt::format("  {:<13}{:>14}   {}", class_label(summary, record_class), grouped(count),
                                             codes_of(summary.codes, record_class));
        out += fmt::format("{}\n", std::string_view(line).substr(0, line.find_last_not_of(' ') + 1));
    }
}

/// A key's name in at most key_columns columns: its end tells more than its beginning.
std::string short_name(const std::string& name) {
    const std::string shown = printable(name, keys::max_key_name_bytes);
    return shown.size() <= key_columns ? shown : fmt::format("...{}", shown.substr(shown.size() - key_columns + 3));
}

void append_keys(std::string& out, const Summary& summary) {
    std::vector<const Summary::Key*> used;
    used.reserve(summary.keys.size());
    for (const Summary::Key& key : summary.keys) {
        used.push_back(&key);
    }
    if (used.empty() && summary.unmatched == 0) {
        return;
    }
    // The most used first; among equals, as the key files have them.
    std::ranges::sort(used, {}, [](const Summary::Key* key) { return std::pair(~key->records, key); });
    const auto append_row = [&](const std::string& name, std::string_view fingerprint, std::uint64_t records) {
        out += fmt::format("  {:<{}}  {:>16}  {:>12}\n", name, key_columns, fingerprint, grouped(records));
    };
    out += fmt::format("  {:<{}}  {:>16}  {:>12}\n", "key", key_columns, "fingerprint", "records");
    for (std::size_t i = 0; i < std::min(used.size(), max_keys_shown); ++i) {
        const Summary::Key& key = *used[i];
        append_row(short_name(key.name), key.fingerprint.empty() ? "-" : key.fingerprint, key.records);
    }
    if (used.size() > max_keys_shown) {
        out += fmt::format("  and {}\n", plural(used.size() - max_keys_shown, "more key"));
    }
    if (summary.unmatched != 0) {
        append_row("(no candidate key fits)", "-", summary.unmatched);
    }
}

/// Where the key changes, when candidates were tried.
void append_ranges(std::string& out, const Summary& summary) {
    for (std::size_t i = 0; i < std::min(summary.key_ranges.size(), max_ranges_shown); ++i) {
        const Summary::Range& range = summary.key_ranges[i];
        out += fmt::format("  {}: records {} to {}: {}\n", printable(range.source), grouped(range.first),
                           grouped(range.last), short_name(range.key));
    }
    if (summary.num_key_ranges > max_ranges_shown) {
        out += fmt::format("  and {} of records\n", plural(summary.num_key_ranges - max_ranges_shown, "more range"));
    }
}

/// `FILE:LINE: record N`, without the line where there are none.
std::string place_of(const std::string& source, std::uint64_t line, std::uint64_t record) {
    return fmt::format("{}{}: record {}", printable(source), line == 0 ? "" : fmt::format(":{}", line),
                       grouped(record));
}

void append_failures(std::string& out, const Summary& summary) {
    for (const Summary::Place& place : summary.first_failures) {
        out += fmt::format("  {}: {}\n", place_of(place.source, place.line, place.record), place.code);
    }
    const std::uint64_t others =
        summary.records - summary.classes.of(RecordClass::Valid) - summary.first_failures.size();
    if (others != 0) {
        out += fmt::format("  and {}\n", plural(others, "more record"));
    }
}

/// Of a record whose MAC is right after no record that was tried. The MAC of another wrong record may be the reason.
std::string explain_unknown(const Summary::Break& broken, const Summary& summary) {
    const bool is_reversed = summary.option("--chain-order") == "reverse";
    const std::uint64_t other = is_reversed ? broken.record + 1 : broken.record - 1;
    const bool is_consequence = std::ranges::any_of(summary.breaks, [&](const Summary::Break& cause) {
        return cause.source == broken.source && cause.record == other && cause.finding != Summary::Break::intact;
    });
    if (is_consequence) {
        return fmt::format("is chained to record {}, which is wrong: it may be wrong for that alone", grouped(other));
    }
    if (broken.record == 1 && summary.has_option("--chain-start") && !is_reversed) {
        return "was altered, or is not the first of its chain, or its MAC covers another text than that of "
               "--chain-start";
    }
    return "was altered, or the record that it belongs after is missing";
}

/// What is wrong with a record at which its chain breaks.
std::string explain(const Summary::Break& broken, const Summary& summary) {
    if (broken.finding == Summary::Break::altered) {
        return "was altered";
    }
    if (!broken.belongs_behind) {
        return broken.finding == Summary::Break::intact ? "is intact, but the record that it belongs after is missing"
                                                        : explain_unknown(broken, summary);
    }
    const auto& [source, record] = *broken.belongs_behind;
    if (record == 0) {
        return "is intact and belongs at the start of the chain";
    }
    return fmt::format("is intact and belongs after record {}{}", grouped(record),
                       source == broken.source ? "" : " of " + printable(source));
}

void append_chain(std::string& out, const Summary& summary) {
    if (summary.num_breaks == 0) {
        return;
    }
    out += fmt::format("the chain breaks at {}\n", plural(summary.num_breaks, "record"));
    const std::size_t num_shown = std::min(summary.breaks.size(), Report::max_named);
    for (std::size_t i = 0; i < num_shown; ++i) {
        const Summary::Break& broken = summary.breaks[i];
        out += fmt::format("  {} {}\n", place_of(broken.source, broken.line, broken.record), explain(broken, summary));
    }
    if (summary.num_breaks > num_shown) {
        out += fmt::format("  and {}\n", plural(summary.num_breaks - num_shown, "more record"));
    }
}

/// `1.20 GB/s`, `74.1 MB/s`
std::string byte_rate(double bytes_per_second) {
    return bytes_per_second >= 1e8 ? fmt::format("{:.2f} GB/s", bytes_per_second / 1e9)
                                   : fmt::format("{:.3g} MB/s", bytes_per_second / 1e6);
}

/// How much there was, and how fast it went, in two lines.
std::string first_lines(const Summary& summary) {
    double bytes = 0;
    for (const Summary::Source& source : summary.sources) {
        bytes += static_cast<double>(source.content_bytes);
    }
    const double seconds = summary.seconds > 0 ? summary.seconds : 1;
    const double rate = summary.seconds > 0 ? static_cast<double>(summary.records) / seconds : 0;
    return fmt::format("{} from {} in {:.3g} s, {} records/s, {}\nbackend {} ({})\n", plural(summary.records, "record"),
                       plural(summary.sources.size(), "input"), summary.seconds,
                       grouped(static_cast<std::uint64_t>(rate)), byte_rate(bytes / seconds), summary.backend,
                       summary.backend_detail);
}

/// What was computed besides the backend's own verdicts.
void append_checks(std::string& out, const Summary& summary) {
    if (summary.num_checked == 0 && summary.num_disagreements == 0) {
        out += summary.cross_check == "sample"
                   ? "cross-check: the random sample has none of these records (--cross-check all takes all)\n"
                   : "cross-check: no record\n";
    } else {
        out += fmt::format(
            "{} re-judged {}: {}\n", summary.backend == "openssl" ? "the scalar core" : "OpenSSL",
            plural(summary.num_checked, "record"),
            summary.num_disagreements == 0 ? "no difference" : plural(summary.num_disagreements, "difference"));
    }
    const judge::CandidateChecks& candidates = summary.candidate_checks;
    if (candidates.matches + candidates.unmatched != 0) {
        out += fmt::format("  (of candidate keys: {} that match, {} that do not)\n", plural(candidates.matches, "pair"),
                           plural(candidates.failing_pairs + candidates.unmatched_pairs, "pair"));
    }
    if (summary.num_long != 0) {
        out += fmt::format("  {} over 64 KiB hashed by OpenSSL\n", plural(summary.num_long, "message"));
    }
    if (summary.num_file_messages != 0) {
        out += fmt::format("  {} from files, {}\n", plural(summary.num_file_messages, "message"),
                           plural(summary.file_message_bytes, "byte"));
    }
    if (summary.num_files_in_base != 0) {
        out += fmt::format("  {} in their folder, {} named by no record\n", plural(summary.num_files_in_base, "file"),
                           summary.num_unnamed_files == 0 ? "none" : grouped(summary.num_unnamed_files));
    }
    if (summary.num_ignored_macs != 0) {
        out += fmt::format("  {} in the input ignored\n", plural(summary.num_ignored_macs, "MAC"));
    }
}

/// How messages are read where nobody has said it: a text may happen to be base64.
void append_message_encoding(std::string& out, const Summary& summary, const format::Shape& shape) {
    if (summary.operation == "generate" && shape.recipe.is_empty() && shape.kind() != format::RecordKind::Line &&
        shape.own_message_encoding() == Encoding::Base64 && !summary.has_option("--message-encoding")) {
        out += "messages are read as base64; --message-encoding says otherwise\n";
    }
}

/// Between which fields text could be moved, and every MAC would stay right.
void append_boundaries(std::string& out, const Summary& summary) {
    std::string names;
    for (const std::string& name : summary.unproved_boundaries) {
        names += fmt::format("{}{{{}}}", names.empty() ? "" : ", ", printable(name));
    }
    if (!names.empty()) {
        out += fmt::format(
            "boundaries between fields are not proved: {}\n"
            "  {{NAME:int}}, or {{NAME:{}}} with what follows it, proves where a field ends\n",
            names, summary.proving_step());
    }
}

/// The inputs whose MACs are written in more than one form.
void append_mac_forms(std::string& out, const Summary& summary) {
    constexpr std::size_t most_named = 5;
    std::size_t num_mixed = 0;
    for (const Summary::Source& source : summary.sources) {
        if (source.mac_forms.size() < 2 || ++num_mixed > most_named) {
            continue;
        }
        std::string forms;
        for (const auto& [name, count] : source.mac_forms) {
            forms += fmt::format("{}{} {}", forms.empty() ? "" : ", ", grouped(count), name);
        }
        out += fmt::format("MACs in {} have several forms: {}\n", printable(source.name), forms);
    }
    if (num_mixed > most_named) {
        out += fmt::format("  and so in {}\n", plural(num_mixed - most_named, "more input"));
    }
}

/// The inputs that have no records, beside others that have some: a file may have been cut to nothing.
void append_empty_inputs(std::string& out, const Summary& summary) {
    constexpr std::size_t most_named = 5;
    std::size_t num_empty = 0;
    std::string names;
    for (const Summary::Source& source : summary.sources) {
        if (source.records + source.not_chosen == 0 && source.error.empty() && ++num_empty <= most_named) {
            names += fmt::format("{}{}", names.empty() ? "" : ", ", printable(source.name));
        }
    }
    if (num_empty != 0) {
        out += fmt::format("{} no records: {}{}\n", plural(num_empty, "input", "has", "have"), names,
                           num_empty > most_named ? ", ..." : "");
    }
}

/// What the records of a run are, and how they were checked. `shape`: how the records were read; null where that is not
/// known.
void append_counts(std::string& out, const Summary& summary, const format::Shape* shape) {
    if (summary.records != 0) {
        append_classes(out, summary);
        append_keys(out, summary);
        append_ranges(out, summary);
        append_failures(out, summary);
        out += foreign_length_hints(summary);
        append_chain(out, summary);
        out += value_checks_text(summary);
        append_checks(out, summary);
        if (shape != nullptr) {
            append_message_encoding(out, summary, *shape);
        }
        append_boundaries(out, summary);
        append_mac_forms(out, summary);
        append_empty_inputs(out, summary);
    }
    out += filters_text(summary);
    if (summary.num_blank_lines != 0) {
        out += fmt::format("{} passed over\n", plural(summary.num_blank_lines, "blank line", "was", "were"));
    }
}

}    // namespace

std::string merged_text(const Summary& summary, bool colored) {
    constexpr std::size_t most_named = 10;
    std::string out =
        fmt::format("{} from {} of {}, {}\n", plural(summary.records, "record"), grouped(summary.merged->parts),
                    plural(summary.merged->of, "part"), plural(summary.sources.size(), "input"));
    append_counts(out, summary, nullptr);
    std::size_t num_unread = 0;
    for (const Summary::Source& source : summary.sources) {
        if (!source.error.empty() && ++num_unread <= most_named) {
            out += fmt::format("  {}\n", printable(source.error, 400));
        }
    }
    for (const std::string& notice : summary.notices) {
        out += fmt::format("{}\n", printable(notice, 400));
    }
    return out + closing_text(summary, colored);
}

std::string quiet_text(const Report& report, const RunFacts& facts, bool colored) {
    const Summary summary = summarize(report, facts);
    const bool tells_verdict = options_do_not_fit(summary) || has_value_findings(summary);
    return problems_text(report) + (tells_verdict ? closing_text(summary, colored) : "") +
           last_hints(report, facts.options);
}

std::string summary_text(const Report& report, const RunFacts& facts, bool colored) {
    const Summary summary = summarize(report, facts);
    std::string out = problems_text(report) + first_lines(summary);
    append_counts(out, summary, &facts.options.shape);
    out += passed_over_text(report, true);
    if (summary.rejects && summary.rejects->error.empty()) {
        out += fmt::format("{} not valid, kept in {}\n", plural(summary.rejects->records, "record", "is", "are"),
                           printable(summary.rejects->name));
    }
    if (report.results.left_out != 0) {
        out += fmt::format("{} not shown: -o FILE keeps all of them\n",
                           plural(report.results.left_out, "more result line", "was", "were"));
    }
    return out + closing_text(summary, colored) + last_hints(report, facts.options);
}

}    // namespace hmacsweep::report
