#include "host/report/report.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

namespace hmacsweep::report {

RecordClass class_of(Verdict verdict) {
    return core::row_of(verdict).record_class;
}

std::uint64_t VerdictCounts::of(RecordClass record_class) const {
    std::uint64_t sum = 0;
    for (std::size_t v = 0; v < by_verdict.size(); ++v) {
        if (class_of(static_cast<Verdict>(v)) == record_class) {
            sum += by_verdict[v];
        }
    }
    return sum;
}

std::uint64_t VerdictCounts::total() const {
    return std::accumulate(by_verdict.begin(), by_verdict.end(), std::uint64_t{0});
}

void Report::add(std::uint32_t source, const input::SlabPlace& place, const judge::SlabResult& result) {
    SourceReport& from = sources[source];
    const auto place_of = [&](std::size_t index) {
        const std::uint32_t line = result.framing.frames[index].line;
        return RecordPlace{source, place.records + index + 1, line == core::no_line ? 0 : place.lines + line + 1,
                           result.outcomes[index].verdict};
    };
    const auto is_alike = [](const judge::Outcome& a, const judge::Outcome& b) {
        return a.verdict == b.verdict && a.key == b.key && a.algorithm == b.algorithm && a.is_chosen == b.is_chosen;
    };
    for (std::size_t i = 0, end = 0; i < result.outcomes.size(); i = end) {
        const judge::Outcome& outcome = result.outcomes[i];
        for (end = i + 1; end < result.outcomes.size() && is_alike(outcome, result.outcomes[end]);) {
            ++end;
        }
        const std::size_t count = end - i;
        if (!outcome.is_chosen) {
            from.not_chosen += count;
            num_not_chosen += count;
            continue;
        }
        from.records += count;
        for (std::size_t k = i; k < end && outcome.verdict != Verdict::Valid && first_failures.size() < max_named;
             ++k) {
            first_failures.push_back(place_of(k));
        }
        for (std::size_t k = i; k < end && outcome.verdict == Verdict::Invalid; ++k) {
            if (const rules::ForeignMac* const foreign = result.rare(k).foreign_mac) {
                ++foreign_lengths[static_cast<std::size_t>(foreign - rules::foreign_macs.data())];
            }
        }
        counts.add(outcome.verdict, count);
        from.counts.add(outcome.verdict, count);
        (outcome.key != core::no_key ? by_key[outcome.key] : without_key).add(outcome.verdict, count);
        if (outcome.verdict == Verdict::Valid) {
            key_ranges.add(source, place.records + i + 1, place.records + end, outcome.key);
        }
        if (outcome.algorithm) {
            by_algorithm[static_cast<std::size_t>(*outcome.algorithm)].add(outcome.verdict, count);
        }
    }
    std::ranges::transform(from.mac_forms, result.mac_forms, from.mac_forms.begin(), std::plus());
    for (const std::uint32_t index : result.disagreements) {
        ++num_disagreements;
        if (disagreements.size() < max_named) {
            disagreements.push_back(place_of(index));
        }
    }
    names_seen.add(result.names);
    num_partly_read += result.num_partly_read;
    num_checked += result.num_checked;
    candidate_checks.add(result.candidate_checks);
    num_hashed += result.num_hashed;
    num_long += result.num_long;
    num_file_messages += result.num_file_messages;
    file_message_bytes += result.file_message_bytes;
    num_ignored_macs += result.num_ignored_macs;
    for (std::size_t i = 0; i < signs.size(); ++i) {
        // A header line is the first record of its source, and not valid.
        const bool is_header =
            place.records == 0 && !result.outcomes.empty() && result.outcomes[0].verdict != Verdict::Valid;
        signs[i] += i != static_cast<std::size_t>(reader::Sign::ColumnName) || is_header ? result.signs[i] : 0;
    }
}

bool Report::is_complete() const {
    return is_unimpaired() && !is_stopped_early;
}

bool Report::is_unimpaired() const {
    return backend_error.empty() && accounting_error.empty() && num_disagreements == 0 && signal == 0 &&
           results.error.empty() && rejects.error.empty() && !is_summary_unwritten && !is_page_unwritten &&
           std::ranges::all_of(sources, [](const SourceReport& source) { return source.error.empty(); }) &&
           std::ranges::all_of(passed_over, &input::PassedOver::is_accepted);
}

bool Report::adds_up() const {
    std::uint64_t records_of_sources = 0;
    for (const SourceReport& source : sources) {
        if (source.records != source.counts.total()) {
            return false;
        }
        records_of_sources += source.records;
    }
    std::uint64_t records_by_key = without_key.total();
    for (const VerdictCounts& of_key : by_key) {
        records_by_key += of_key.total();
    }
    return counts.of(Verdict::NotJudged) == 0 && without_key.of(Verdict::Valid) == 0 &&
           records_of_sources == counts.total() && records_by_key == counts.total();
}

}    // namespace hmacsweep::report
