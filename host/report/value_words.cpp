#include "host/report/value_words.hpp"

#include "host/base/counts_text.hpp"
#include "host/base/encoding.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::report {
namespace {

/// `a, b and c`
std::string joined(const std::vector<std::string>& parts) {
    std::string all;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::string_view before = i + 1 == parts.size() ? " and " : ", ";
        all += fmt::format("{}{}", i == 0 ? "" : before, parts[i]);
    }
    return all;
}

std::string steps_back(std::uint64_t count) {
    return count == 1 ? "1 step back" : fmt::format("{} steps back", grouped(count));
}

/// A value in quotes; what is said in its place where it is not shown.
std::string shown(const std::string& value) {
    return value.empty() ? "its value" : fmt::format("\"{}\"", printable(value));
}

std::string record_of(const Summary::ValuePlace& place, const std::string& source) {
    return fmt::format("record {}{}", grouped(place.record),
                       place.source == source ? "" : " of " + printable(place.source));
}

}    // namespace

std::string findings_clause(bool is_sequence, std::string_view field, const judge::ValueCounts& counts) {
    if (!is_sequence) {
        return fmt::format("{} of {} of {} {} more than once", grouped(counts.repeated_values),
                           plural(counts.different, "value"), printable(field),
                           counts.repeated_values == 1 ? "occurs" : "occur");
    }
    std::vector<std::string> parts;
    if (counts.gaps != 0) {
        parts.push_back(fmt::format("{} ({} skipped)", plural(counts.gaps, "gap"), plural(counts.skipped, "number")));
    }
    if (counts.repeats != 0) {
        parts.push_back(plural(counts.repeats, "repeat"));
    }
    if (counts.steps_back != 0) {
        parts.push_back(steps_back(counts.steps_back));
    }
    if (counts.unreadable != 0) {
        parts.push_back(plural(counts.unreadable, "value", "that is no integer", "that are no integers"));
    }
    return fmt::format("{} has {}", printable(field), joined(parts));
}

bool has_value_findings(const Summary& summary) {
    return std::ranges::any_of(summary.value_checks, [](const auto& check) { return check.num_findings != 0; });
}

std::string check_words(const Summary::ValueCheck& check) {
    std::string words = fmt::format("--{} {}: {}", check.rule, printable(check.field),
                                    plural(check.counts.values, "valid record", "has it", "have it"));
    if (check.is_sequence() && check.first && check.last) {
        words += fmt::format(", from {} to {}", *check.first, *check.last);
    }
    if (check.num_findings != 0) {
        return fmt::format("{}; {}", words, findings_clause(check.is_sequence(), check.field, check.counts));
    }
    if (check.counts.values == 0) {
        return words;
    }
    return words + (check.is_sequence() ? "; no gap, no repeat, no step back" : "; no value occurs twice");
}

std::vector<std::string> check_remarks(const Summary::ValueCheck& check) {
    std::vector<std::string> remarks;
    const std::string field = printable(check.field);
    if (!check.is_covered) {
        remarks.push_back(fmt::format("The MAC does not cover {}: anyone who can change it can hide {}.", field,
                                      check.is_sequence() ? "a gap" : "a repeat"));
    }
    if (check.counts.without_field != 0) {
        remarks.push_back(fmt::format("{} no {} and {} not checked.",
                                      plural(check.counts.without_field, "valid record", "has", "have"), field,
                                      check.counts.without_field == 1 ? "was" : "were"));
    }
    if (!check.is_sequence() && check.counts.unreadable != 0) {
        remarks.push_back(fmt::format("{} is no text and no integer in {}, not checked.", field,
                                      plural(check.counts.unreadable, "valid record")));
    }
    if (check.counts.unchecked != 0) {
        remarks.push_back(fmt::format("{} not compared: --unique-limit keeps {}.",
                                      plural(check.counts.unchecked, "value", "was", "were"),
                                      grouped(check.counts.different)));
    }
    return remarks;
}

std::string finding_words(const Summary::ValueCheck& check, const Summary::ValueFinding& finding) {
    if (!finding.earlier) {
        return fmt::format("has {}, which is no integer", shown(finding.value));
    }
    const Summary::ValuePlace& earlier = *finding.earlier;
    const std::string from = record_of(earlier, finding.source);
    if (!check.is_sequence()) {
        return finding.value.empty() ? fmt::format("repeats the {} of {}", printable(check.field), from)
                                     : fmt::format("has {} again, first in {}", shown(finding.value), from);
    }
    const std::string others =
        finding.others_between == 0
            ? std::string()
            : fmt::format("; {} not valid between them", plural(finding.others_between, "record", "is", "are"));
    if (finding.kind == Summary::ValueFinding::gap) {
        return fmt::format("has {} after {} in {}: {} skipped{}", printable(finding.value), printable(earlier.value),
                           from, plural(finding.skipped, "number", "is", "are"), others);
    }
    return fmt::format("has {} after {} in {}: {}{}", printable(finding.value), printable(earlier.value), from,
                       finding.kind == Summary::ValueFinding::repeat ? "a repeat" : "a step back", others);
}

std::string value_checks_text(const Summary& summary) {
    std::string out;
    for (const Summary::ValueCheck& check : summary.value_checks) {
        out += fmt::format("{}\n", check_words(check));
        for (const std::string& remark : check_remarks(check)) {
            out += fmt::format("  {}\n", remark);
        }
        const std::size_t num_shown = std::min(check.findings.size(), Report::max_named);
        for (std::size_t i = 0; i < num_shown; ++i) {
            const Summary::ValueFinding& finding = check.findings[i];
            out += fmt::format("  {}{}: record {} {}\n", printable(finding.source),
                               finding.line == 0 ? "" : fmt::format(":{}", finding.line), grouped(finding.record),
                               finding_words(check, finding));
        }
        if (check.num_findings > num_shown) {
            out += fmt::format("  and {}\n", plural(check.num_findings - num_shown, "more finding"));
        }
    }
    return out;
}

}    // namespace hmacsweep::report
