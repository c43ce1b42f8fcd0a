#include "host/audit/damage_strip.hpp"
#include "host/audit/sections.hpp"
#include "host/base/counts_text.hpp"
#include "host/html/table.hpp"
#include "host/html/text.hpp"
#include "host/report/value_words.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::audit {
namespace {

constexpr std::size_t max_strips = 40;
constexpr std::size_t max_rows = 200;
constexpr std::size_t max_name_characters = 300;

constexpr html::Align right = html::Align::End;

std::string source_name(const report::Summary& summary, std::uint32_t source) {
    return html::name(html::end_of(summary.sources.at(source).name, max_name_characters));
}

std::string span_of(std::uint64_t first, std::uint64_t last) {
    return first == last ? grouped(first) : fmt::format("{} to {}", grouped(first), grouped(last));
}

std::string more_of(std::uint64_t all, std::uint64_t shown, std::string_view what) {
    return all <= shown
               ? std::string()
               : fmt::format("<p><b>{}</b> {} not shown.</p>\n", plural(all - shown, fmt::format("more {}", what)),
                             all - shown == 1 ? "is" : "are");
}

/// In words whether findings stand together or are scattered.
std::string pattern_of(const Findings& findings) {
    const FindingRange& longest = findings.longest_ranges().front();
    std::string words = fmt::format("<p>{} in {}: ", plural(findings.size(), "record", "is not valid", "are not valid"),
                                    plural(findings.num_ranges(), "place"));
    if (longest.size() == 1) {
        return words + "each is alone, with no neighbour of its kind.</p>\n";
    }
    words += fmt::format("the longest row is <b>{} in a row</b> (records {})", grouped(longest.size()),
                         span_of(longest.first, longest.last));
    return words + (findings.num_alone() == 0
                        ? std::string(".</p>\n")
                        : fmt::format("; {} alone.</p>\n", plural(findings.num_alone(), "record", "is", "are")));
}

std::string strips(const report::Summary& summary, const Findings& findings) {
    std::string out = "<h3>Where in the inputs the damage lies</h3>\n";
    const std::size_t shown = std::min(findings.sources().size(), max_strips);
    for (std::size_t i = 0; i < shown; ++i) {
        const SourceFindings& source = findings.sources()[i];
        const report::Summary::Source& about = summary.sources.at(source.source);
        const std::string label = fmt::format(
            "{}: of {}, {} not valid, from record {} to {}", html::end_of(about.name, max_name_characters),
            plural(about.records, "record"), grouped(source.num), grouped(source.first), grouped(source.last));
        out += fmt::format("<figure>\n<figcaption>{}: {} of {} not valid</figcaption>\n{}</figure>\n",
                           source_name(summary, source.source), grouped(source.num), plural(about.records, "record"),
                           damage_strip(source.damage, about.records + about.not_chosen, label));
    }
    return out + more_of(findings.num_sources(), shown, "input with findings");
}

std::string by_key(const report::Summary& summary, const Findings& findings) {
    html::Table table("By key", {{"key"}, {"fingerprint"}, {"code"}, {"records", right}});
    std::size_t rows = 0;
    for (const KeyFindings& key : findings.keys()) {
        const auto known = std::ranges::find(summary.keys, key.key, &report::Summary::Key::name);
        for (int v = 0; v < core::num_verdicts && rows < max_rows; ++v) {
            const auto verdict = static_cast<Verdict>(v);
            if (key.counts.of(verdict) == 0) {
                continue;
            }
            ++rows;
            table.add({key.key.empty() ? "<span class=\"soft\">none that could be read</span>"
                                       : html::name(html::shortened(key.key, max_name_characters)),
                       known == summary.keys.end() || known->fingerprint.empty()
                           ? "<span class=\"soft\">no such key</span>"
                           : fmt::format("<span class=\"h k\">{}</span>", html::text(known->fingerprint)),
                       code_label(verdict), grouped(key.counts.of(verdict))});
        }
    }
    std::string out = table.html();
    if (rows == max_rows || findings.other_keys().total() != 0) {
        out += "<p>There are more keys than are shown.</p>\n";
    }
    return out;
}

std::string by_source(const report::Summary& summary, const Findings& findings) {
    html::Table table("By input", {{"input"},
                                   {"records", right},
                                   {"invalid", right},
                                   {"unverifiable", right},
                                   {"untagged", right},
                                   {"malformed", right},
                                   {"first to last record", right},
                                   {"places", right},
                                   {"most in a row", right}});
    const std::size_t shown = std::min(findings.sources().size(), max_rows);
    for (std::size_t i = 0; i < shown; ++i) {
        const SourceFindings& source = findings.sources()[i];
        const report::Summary::Source& about = summary.sources.at(source.source);
        std::vector<std::string> cells{source_name(summary, source.source), grouped(about.records)};
        for (const report::RecordClass c : {report::RecordClass::Invalid, report::RecordClass::Unverifiable,
                                            report::RecordClass::Untagged, report::RecordClass::Malformed}) {
            cells.push_back(grouped(about.classes.of(c)));
        }
        cells.push_back(span_of(source.first, source.last));
        cells.push_back(grouped(source.num_ranges));
        cells.push_back(grouped(source.longest));
        table.add(cells);
    }
    return table.html() + more_of(findings.num_sources(), shown, "input with findings");
}

std::string by_range(const report::Summary& summary, const Findings& findings) {
    html::Table table("By contiguous range: the longest rows of records that failed in the same way",
                      {{"input"}, {"records"}, {"in a row", right}, {"lines"}, {"code"}});
    std::size_t shown = 0;
    for (const FindingRange& range : findings.longest_ranges()) {
        if (range.size() > 1) {
            ++shown;
            table.add({source_name(summary, range.source), span_of(range.first, range.last), grouped(range.size()),
                       range.first_line == 0 ? "" : span_of(range.first_line, range.last_line),
                       code_label(range.verdict)});
        }
    }
    return table.is_empty() ? std::string()
                            : table.html() + more_of(findings.num_ranges() - findings.num_alone(), shown, "range");
}

std::string one_by_one(const report::Summary& summary, const Findings& findings) {
    const std::size_t num = findings.listed().size();
    const bool has_many = summary.sources.size() > 1;
    std::vector<html::Column> columns{{"record", right}, {"Id"},   {"line", right},
                                      {"offset", right}, {"code"}, {"key and reason"}};
    if (has_many) {
        columns.insert(columns.begin(), {"input"});
    }
    html::Table table(
        num < findings.size()
            ? fmt::format("The first {} of {} records that are not valid", grouped(num), grouped(findings.size()))
            : fmt::format("{} in input order", plural(num, "record", "that is not valid,", "that are not valid,")),
        columns);
    std::string out;
    for (const ListedFinding& finding : findings.listed()) {
        std::string why;
        if (!finding.key.empty()) {
            why = fmt::format("{}<br>", html::name(html::end_of(finding.key, max_name_characters)));
        }
        std::vector<std::string> cells{grouped(finding.record),
                                       finding.id.empty() ? "" : html::name(finding.id),
                                       finding.line == 0 ? "" : grouped(finding.line),
                                       grouped(finding.offset),
                                       code_label(finding.verdict),
                                       why + html::text(finding.reason)};
        if (has_many) {
            cells.insert(cells.begin(), source_name(summary, finding.source));
        }
        table.add(cells);
    }
    out += "<h3>Records, one by one</h3>\n";
    out +=
        "<p>Records and lines are counted from 1 within their input; offsets are those of a record's first byte, in "
        "what a compressed input decompresses to.</p>\n";
    out += table.html();
    if (num < findings.size()) {
        const std::uint64_t left = findings.size() - num;
        out += fmt::format("<p><b>{} more {}</b> not shown; the result lines (--output) have all of them.</p>\n",
                           grouped(left), left == 1 ? "record is" : "records are");
    }
    return out;
}

/// What a record belongs behind, in words; empty where that is not known.
std::string belongs_behind(const report::Summary::Break& broken) {
    if (!broken.belongs_behind) {
        return {};
    }
    const auto& [source, record] = *broken.belongs_behind;
    if (record == 0) {
        return "the start of the chain";
    }
    return fmt::format("record {}{}", record, source == broken.source ? "" : " of " + source);
}

std::string chain(const report::Summary& summary) {
    if (!summary.is_chained || (summary.num_breaks == 0 && summary.cut_ends.empty())) {
        return {};
    }
    html::Table table("Where chains break", {{"input"}, {"record", right}, {"finding"}, {"belongs behind"}});
    const std::size_t shown = std::min(summary.breaks.size(), max_rows);
    for (std::size_t i = 0; i < shown; ++i) {
        const report::Summary::Break& broken = summary.breaks[i];
        table.add({html::name(html::end_of(broken.source, max_name_characters)), grouped(broken.record),
                   html::text(broken.finding), html::text(belongs_behind(broken))});
    }
    return (table.is_empty() ? std::string() : table.html()) + more_of(summary.num_breaks, shown, "break");
}

/// What --unique and --sequence found.
std::string value_checks(const report::Summary& summary) {
    std::string out;
    for (const report::Summary::ValueCheck& check : summary.value_checks) {
        out += fmt::format("<h3>{}</h3>\n<p>{}.</p>\n",
                           check.is_sequence() ? "Gaps, repeats and steps back" : "Values that occur more than once",
                           html::text(report::check_words(check)));
        for (const std::string& remark : report::check_remarks(check)) {
            out += fmt::format("<p>{}</p>\n", html::text(remark));
        }
        html::Table table(fmt::format("Findings of --{} {}", check.rule, html::text(check.field)),
                          {{"input"}, {"record", right}, {"line", right}, {"kind"}, {"finding"}});
        for (const report::Summary::ValueFinding& finding : check.findings) {
            table.add({html::name(html::end_of(finding.source, max_name_characters)), grouped(finding.record),
                       finding.line == 0 ? "" : grouped(finding.line), html::text(finding.kind),
                       html::text("The record " + report::finding_words(check, finding) + ".")});
        }
        out += (table.is_empty() ? std::string() : table.html()) +
               more_of(check.num_findings, check.findings.size(), "finding");
    }
    return out;
}

std::string key_ranges(const report::Summary& summary) {
    if (summary.key_ranges.empty()) {
        return {};
    }
    html::Table table("Where the key changes, among the candidates", {{"input"}, {"records"}, {"key"}});
    const std::size_t shown = std::min(summary.key_ranges.size(), max_rows);
    for (std::size_t i = 0; i < shown; ++i) {
        const report::Summary::Range& range = summary.key_ranges[i];
        table.add({html::name(html::end_of(range.source, max_name_characters)), span_of(range.first, range.last),
                   html::name(html::shortened(range.key, max_name_characters))});
    }
    return table.html() + more_of(summary.num_key_ranges, shown, "range");
}

std::string diagnoses(const report::Summary& summary) {
    std::string items;
    for (const report::Summary::Diagnosis& diagnosis : summary.diagnoses) {
        for (const report::Summary::Finding& finding : diagnosis.findings) {
            items += fmt::format("<li>{}: with {}, {} of a sample of {} verify.</li>\n",
                                 diagnosis.key.empty() ? "records without a key" : html::name(diagnosis.key),
                                 html::text(finding.words), grouped(finding.verified), grouped(diagnosis.sampled));
        }
    }
    return items.empty() ? std::string()
                         : fmt::format(
                               "<h3>Keys without a valid record</h3>\n<p>Perhaps the records were read in another "
                               "way than their MACs were made:</p>\n<ul>\n{}</ul>\n",
                               items);
}

/// What the summary alone tells.
std::string first_failures(const report::Summary& summary) {
    html::Table table("The first records that are not valid",
                      {{"input"}, {"record", right}, {"line", right}, {"code"}});
    for (const report::Summary::Place& place : summary.first_failures) {
        table.add({html::name(html::end_of(place.source, max_name_characters)), grouped(place.record),
                   place.line == 0 ? "" : grouped(place.line),
                   fmt::format("<code class=\"k\">{}</code>", html::text(place.code))});
    }
    return "<p>This report was made without result lines: it knows only the first few records that are not "
           "valid.</p>\n" +
           (table.is_empty() ? std::string() : table.html());
}

}    // namespace

std::string findings_section(const ReportInput& input) {
    const report::Summary& summary = input.summary;
    std::string out;
    if (input.findings == nullptr) {
        const bool has_any = summary.records != summary.classes.of(report::RecordClass::Valid);
        out = has_any ? first_failures(summary) : "<p>None: every record that was read is valid.</p>\n";
    } else if (input.findings->size() == 0) {
        out = summary.records == 0 ? "<p>None: there were no records.</p>\n"
                                   : "<p>None: every record that was read is valid.</p>\n";
    } else {
        const Findings& findings = *input.findings;
        out = pattern_of(findings) + strips(summary, findings) + "<h3>Groups</h3>\n" + by_source(summary, findings) +
              by_key(summary, findings) + by_range(summary, findings);
    }
    out += chain(summary) + value_checks(summary) + key_ranges(summary) + diagnoses(summary);
    if (input.findings != nullptr && input.findings->size() != 0) {
        out += one_by_one(summary, *input.findings);
    }
    return out;
}

}    // namespace hmacsweep::audit
