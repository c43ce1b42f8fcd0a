#include "host/judge/value_watch.hpp"

#include "host/base/encoding.hpp"
#include "host/reader/record_fields.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hmacsweep::judge {
namespace {

void keep(ValueFinding finding, ValueReport& report) {
    if (report.findings.size() < ValueReport::max_findings) {
        report.findings.push_back(std::move(finding));
    }
}

/// The names of a record's fields, for advice.
std::vector<std::string> names_of(const input::Slab& slab, const core::Frame& frame) {
    reader::Reader reader;
    std::vector<std::string> names;
    for (reader::NamedText& field :
         reader::fields_of(reader, *slab.shape, Bytes(slab.data() + frame.offset, frame.size))) {
        names.push_back(std::move(field.name));
    }
    return names;
}

std::uint64_t sum_at_most(std::uint64_t a, std::uint64_t b) {
    return a + std::min(b, std::numeric_limits<std::uint64_t>::max() - a);
}

}    // namespace

ValueWatch::ValueWatch(const rules::RunOptions& options)
    : watched_(options.value_checks.size(), Watched{ValueSet(options.max_unique_values)}) {}

std::vector<ValueReport> ValueWatch::begin(const rules::RunOptions& options) {
    std::vector<ValueReport> reports(options.value_checks.size());
    for (std::size_t c = 0; c < reports.size(); ++c) {
        reports[c].check = options.value_checks[c];
        reports[c].is_covered = format::is_covered(reports[c].check, options.shape);
    }
    return reports;
}

void ValueWatch::add(const input::Slab& slab, const SlabResult& result, const input::SlabPlace& place,
                     const std::vector<CheckValues>& values, std::vector<ValueReport>& reports) {
    if (sources_.empty() || sources_.back().second != slab.source) {
        sources_.emplace_back(place.run_records, slab.source);
    }
    const auto count_others = [&](std::size_t begin, std::size_t end) {
        return static_cast<std::uint64_t>(std::count_if(
            result.outcomes.begin() + static_cast<std::ptrdiff_t>(begin),
            result.outcomes.begin() + static_cast<std::ptrdiff_t>(end),
            [](const Outcome& outcome) { return outcome.verdict != Verdict::Valid && outcome.is_chosen; }));
    };
    for (std::size_t c = 0; c < watched_.size(); ++c) {
        std::size_t next = 0;    // the first record whose verdict was not looked at
        for (const RecordValue& value : values[c].values) {
            if (value.frame >= result.outcomes.size()) {
                break;    // the run stops before it
            }
            watched_[c].num_others += count_others(next, value.frame);
            next = value.frame;
            const core::Frame& frame = result.framing.frames[value.frame];
            if (value.state == ValueState::Missing && reports[c].counts.without_field == 0) {
                reports[c].other_names = names_of(slab, frame);
            }
            const std::size_t size = std::min<std::size_t>(value.text.size, ValueReport::max_characters);
            add_value({value,
                       {slab.source, place.records + value.frame + 1, values[c].text.substr(value.text.offset, size)},
                       frame.line == core::no_line ? 0 : place.lines + frame.line + 1,
                       place.run_records + value.frame},
                      watched_[c], reports[c]);
        }
        watched_[c].num_others += count_others(next, result.outcomes.size());
    }
}

void ValueWatch::add_value(const Here& here, Watched& watched, ValueReport& report) const {
    ValueCounts& counts = report.counts;
    const bool is_sequence = report.check.rule == format::ValueRule::Sequence;
    switch (here.value.state) {
        case ValueState::Missing:
            ++counts.without_field;
            return;
        case ValueState::Unreadable:
            ++counts.unreadable;
            if (is_sequence) {
                keep({ValueFinding::Kind::NoInteger, here.place, here.line, {}, 0, 0}, report);
            }
            return;
        case ValueState::There:
            break;
    }
    counts.values += here.value.is_further ? 0 : 1;
    if (is_sequence) {
        add_number(here, watched, report);
        return;
    }
    const ValueSet::Answer answer = watched.seen.add(here.value.fingerprint, here.record);
    switch (answer.outcome) {
        case ValueSet::Outcome::New:
            ++counts.different;
            return;
        case ValueSet::Outcome::Same:
            return;
        case ValueSet::Outcome::NotKept:
            ++counts.unchecked;
            return;
        case ValueSet::Outcome::Repeat:
            ++counts.repeated_values;
            break;
        case ValueSet::Outcome::NextRepeat:
            break;
    }
    if (watched.last_repeat != here.record + 1) {    // else another MAC of the record is a repeat, too
        watched.last_repeat = here.record + 1;
        ++counts.repeats;
        keep({ValueFinding::Kind::Repeat, here.place, here.line, place_of(answer.first, here.place.value), 0, 0},
             report);
    }
}

void ValueWatch::add_number(const Here& here, Watched& watched, ValueReport& report) {
    ValueCounts& counts = report.counts;
    const std::uint64_t number = here.value.number;
    if (watched.last && (number == 0 || number - 1 != watched.last->number)) {
        ValueFinding finding{ValueFinding::Kind::StepBack, here.place, here.line,
                             watched.last->place,          0,          watched.num_others - watched.last->others};
        if (number == watched.last->number) {
            finding.kind = ValueFinding::Kind::Repeat;
            ++counts.repeats;
        } else if (number < watched.last->number) {
            ++counts.steps_back;
        } else {
            finding.kind = ValueFinding::Kind::Gap;
            finding.skipped = number - watched.last->number - 1;
            ++counts.gaps;
            counts.skipped = sum_at_most(counts.skipped, finding.skipped);
        }
        keep(std::move(finding), report);
    }
    if (!report.first) {
        report.first = number;
    }
    report.last = number;
    watched.last = {here.place, number, watched.num_others};
}

/// Where a record is that add() was given.
ValuePlace ValueWatch::place_of(std::uint64_t record, std::string value) const {
    const auto after = std::ranges::upper_bound(sources_, record, {}, &std::pair<std::uint64_t, std::uint32_t>::first);
    const auto& [before, source] = *(after - 1);
    return {source, record - before + 1, std::move(value)};
}

std::vector<std::string> missing_fields(const std::vector<ValueReport>& reports) {
    std::vector<std::string> sentences;
    for (const ValueReport& report : reports) {
        const ValueCounts& counts = report.counts;
        if (!report.check.may_lack && counts.without_field != 0 && counts.values + counts.unreadable == 0) {
            std::vector<std::string> names;
            std::ranges::transform(report.other_names, std::back_inserter(names),
                                   [](const std::string& name) { return printable(name, 60); });
            sentences.push_back(fmt::format("no valid record has \"{}\", which --{} names; the first one has: {}",
                                            printable(report.check.field), format::name_of(report.check.rule),
                                            fmt::join(names, ", ")));
        }
    }
    return sentences;
}

}    // namespace hmacsweep::judge
