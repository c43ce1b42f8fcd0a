#include "host/audit/sections.hpp"
#include "host/base/counts_text.hpp"
#include "host/html/table.hpp"
#include "host/html/text.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace hmacsweep::audit {
namespace {

std::string_view style_of(Conclusion conclusion) {
    switch (conclusion) {
        case Conclusion::Pass:
            return "pass";
        case Conclusion::Fail:
        case Conclusion::NotVerified:
            return "fail";
        case Conclusion::Empty:
        case Conclusion::Incomplete:
            break;
    }
    return "open";
}

/// How many records had a MAC at all, and how many of those were compared.
std::string coverage(const report::Summary& summary) {
    const report::ClassCounts& counts = summary.classes;
    const std::uint64_t compared = counts.of(report::RecordClass::Valid) + counts.of(report::RecordClass::Invalid);
    const std::uint64_t tagged = compared + counts.of(report::RecordClass::Unverifiable);
    std::string words =
        fmt::format("<b>Coverage:</b> {} of {} had a MAC; {} of {} {} recomputed and compared ({}).", grouped(tagged),
                    plural(summary.records, "record"), grouped(compared), grouped(summary.records),
                    compared == 1 ? "was" : "were", html::percent(compared, summary.records));
    const std::uint64_t unverifiable = counts.of(report::RecordClass::Unverifiable);
    if (unverifiable != 0) {
        words += fmt::format(" {} a MAC that could not be verified.", plural(unverifiable, "record", "has", "have"));
    }
    if (const std::uint64_t malformed = counts.of(report::RecordClass::Malformed); malformed != 0) {
        words += fmt::format(" {} not be read.", plural(malformed, "record", "could", "could"));
    }
    return words;
}

/// The classes side by side, each that has any at least to be seen.
std::string class_bar(const report::Summary& summary) {
    constexpr double width = 960;
    constexpr double height = 22;
    constexpr double least = 4;
    if (summary.records == 0) {
        return {};
    }
    std::array<double, report::class_names.size()> widths{};
    double total = 0;
    for (std::size_t c = 0; c < widths.size(); ++c) {
        const std::uint64_t count = summary.classes.counts.at(c);
        const double share = static_cast<double>(count) / static_cast<double>(summary.records);
        widths.at(c) = count == 0 ? 0 : std::max(least, share * width);
        total += widths.at(c);
    }
    std::string label;
    std::string parts;
    double x = 0;
    for (std::size_t c = 0; c < widths.size(); ++c) {
        label += fmt::format("{}{} {}", c == 0 ? "" : ", ", grouped(summary.classes.counts.at(c)),
                             report::class_names.at(c));
        const double drawn = widths.at(c) * width / std::max(total, 1.0);
        if (drawn > 0) {
            parts += fmt::format("<rect class=\"c-{}\" x=\"{:.2f}\" y=\"0\" width=\"{:.2f}\" height=\"{:.0f}\"/>",
                                 report::class_names.at(c), x, std::max(drawn - 1, 1.0), height);
        }
        x += drawn;
    }
    return fmt::format("<figure><svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\">{}</svg></figure>\n",
                       width, height, html::attribute(label), parts);
}

std::string_view class_meaning(report::RecordClass record_class) {
    switch (record_class) {
        case report::RecordClass::Valid:
            return "The MAC is right.";
        case report::RecordClass::Invalid:
            return "The MAC is wrong; a second implementation agrees on each.";
        case report::RecordClass::Unverifiable:
            return "There is a MAC, and no key that may be used for it.";
        case report::RecordClass::Untagged:
            return "There is no MAC.";
        case report::RecordClass::Malformed:
            break;
    }
    return "The record cannot be read.";
}

/// Between which fields text could be moved; empty where none are.
std::string boundaries_note(const report::Summary& summary) {
    std::string names;
    for (const std::string& field : summary.unproved_boundaries) {
        names += fmt::format("{}<code>{}</code>", names.empty() ? "" : ", ", html::text(field));
    }
    return names.empty()
               ? ""
               : fmt::format(
                     "<div class=\"note\"><p><b>Boundaries between fields are not proved:</b> each may have "
                     "in it what follows it in the message, so text moved from one into the next leaves the "
                     "MAC right: {}. The steps <code>:int</code>, or <code>:{}</code> with what follows the field, "
                     "prove where it ends.</p></div>\n",
                     names, html::text(summary.proving_step()));
}

std::string list_of(const std::vector<std::string>& sentences) {
    std::string items;
    for (const std::string& sentence : sentences) {
        items += fmt::format("<li>{}</li>\n", html::text(sentence));
    }
    return fmt::format("<ul>\n{}</ul>\n", items);
}

}    // namespace

std::string verdict_opening(const ReportInput& input, const ConclusionText& concluded) {
    const report::Summary& summary = input.summary;
    std::string out = fmt::format(
        "<section class=\"verdict {}\" aria-labelledby=\"verdict\">\n"
        "<h1 id=\"verdict\"><b>{}</b> {}</h1>\n<p>{}</p>\n",
        style_of(concluded.conclusion), name_of(concluded.conclusion), html::text(concluded.words), coverage(summary));
    const std::uint64_t open = summary.records - summary.classes.of(report::RecordClass::Valid) -
                               summary.classes.of(report::RecordClass::Invalid);
    out += open == 0 ? "<p>No record was left unverified.</p>\n"
                     : fmt::format(
                           "<p><b>{} could not be verified</b> and are neither right nor wrong: see the reasons "
                           "<a href=\"#counts\">below</a>.</p>\n",
                           plural(open, "record"));
    out += "</section>\n";
    if (!concluded.remarks.empty()) {
        out += fmt::format("<div class=\"note\"><p><b>The run itself is not whole:</b></p>\n{}</div>\n",
                           list_of(concluded.remarks));
    }
    out += boundaries_note(summary);
    std::vector<std::string> misfits = report::contradictions(summary);
    misfits.insert(misfits.end(), input.misfits.begin(), input.misfits.end());
    if (!misfits.empty()) {
        out += fmt::format(
            "<div class=\"note\"><p><b>The stored files do not fit each other.</b> Verdict and counts are "
            "those of the summary; findings are those of the result lines.</p>\n{}</div>\n",
            list_of(misfits));
    }
    html::Table table("The five counts: every record is in exactly one class",
                      {{"class"}, {"records", html::Align::End}, {"share", html::Align::End}, {"what it means"}});
    for (std::size_t c = 0; c < report::class_names.size(); ++c) {
        const auto record_class = static_cast<report::RecordClass>(c);
        const std::uint64_t count = summary.classes.of(record_class);
        table.add({class_label(record_class), grouped(count), html::percent(count, summary.records),
                   std::string(class_meaning(record_class))});
    }
    table.add({"all records", grouped(summary.records), html::percent(summary.records, summary.records), ""});
    return out + class_bar(summary) + table.html();
}

std::string counts_section(const report::Summary& summary) {
    std::string out;
    html::Table codes("Records that are not valid, by reason",
                      {{"code"}, {"class"}, {"records", html::Align::End}, {"what it means"}});
    for (int v = 0; v < core::num_verdicts; ++v) {
        const auto verdict = static_cast<Verdict>(v);
        if (verdict != Verdict::Valid && summary.codes.of(verdict) != 0) {
            codes.add({code_label(verdict), class_label(report::class_of(verdict)), grouped(summary.codes.of(verdict)),
                       std::string(meaning_of(verdict))});
        }
    }
    out += codes.is_empty() ? "<p>Every record is valid, or there was none.</p>\n" : codes.html();
    html::Table algorithms("Records by algorithm", {{"algorithm"},
                                                    {"valid", html::Align::End},
                                                    {"invalid", html::Align::End},
                                                    {"unverifiable", html::Align::End},
                                                    {"untagged", html::Align::End},
                                                    {"malformed", html::Align::End}});
    for (const auto& [name, counts] : summary.algorithms) {
        std::vector<std::string> cells{fmt::format("<code class=\"k\">{}</code>", html::text(name))};
        for (const std::uint64_t count : counts.counts) {
            cells.push_back(grouped(count));
        }
        algorithms.add(cells);
    }
    if (!algorithms.is_empty()) {
        out += algorithms.html();
    }
    return out;
}

}    // namespace hmacsweep::audit
