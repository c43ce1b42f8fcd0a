#include "host/report/summary.hpp"

#include "host/format/boundaries.hpp"
#include "host/keys/kms_text.hpp"

#include <algorithm>
#include <numeric>

namespace hmacsweep::report {

ClassCounts::ClassCounts(const VerdictCounts& verdicts) {
    for (std::size_t c = 0; c < counts.size(); ++c) {
        counts.at(c) = verdicts.of(static_cast<RecordClass>(c));
    }
}

std::uint64_t ClassCounts::total() const {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

void ClassCounts::add(const ClassCounts& other) {
    for (std::size_t c = 0; c < counts.size(); ++c) {
        counts.at(c) += other.counts.at(c);
    }
}

bool Summary::has_option(std::string_view name) const {
    return std::ranges::any_of(options, [&](const auto& option) { return option.first == name; });
}

std::string Summary::proving_step() const {
    return format::proving_step(option("--message"));
}

std::string Summary::option(std::string_view name) const {
    const auto found = std::ranges::find(options, name, &std::pair<std::string, std::string>::first);
    return found == options.end() ? std::string() : found->second;
}

std::optional<Verdict> verdict_of_code(std::string_view code) {
    for (int v = 0; v < core::num_verdicts; ++v) {
        const auto verdict = static_cast<Verdict>(v);
        if (verdict != Verdict::Valid && keys::code_of(verdict) == code) {
            return verdict;
        }
    }
    return std::nullopt;
}

std::vector<std::string> contradictions(const Summary& summary) {
    std::vector<std::string> found;
    const auto require = [&](bool holds, const char* sentence) {
        if (!holds) {
            found.emplace_back(sentence);
        }
    };
    require(summary.classes.total() == summary.records, "The summary's five classes do not add up to its records.");
    ClassCounts of_sources;
    std::uint64_t records = 0;
    std::uint64_t not_chosen = 0;
    for (const Summary::Source& source : summary.sources) {
        of_sources.add(source.classes);
        records += source.records;
        not_chosen += source.not_chosen;
    }
    require(not_chosen == summary.num_not_chosen && (not_chosen == 0 || !summary.filters.empty()),
            "The summary's records that were not chosen do not add up.");
    require(of_sources == summary.classes && records == summary.records,
            "The summary's inputs do not add up to its records.");
    std::uint64_t by_key = summary.without_key;
    for (const Summary::Key& key : summary.keys) {
        by_key += key.records;
    }
    require(by_key == summary.records, "The summary's keys do not add up to its records.");
    bool fits_codes = true;
    for (const RecordClass c :
         {RecordClass::Invalid, RecordClass::Unverifiable, RecordClass::Untagged, RecordClass::Malformed}) {
        fits_codes = fits_codes && summary.codes.of(c) == summary.classes.of(c);
    }
    require(fits_codes, "The summary's codes do not add up to its classes.");
    const std::uint64_t open =
        summary.classes.of(RecordClass::Unverifiable) + summary.classes.of(RecordClass::Malformed);
    const bool has_findings = std::ranges::any_of(
        summary.value_checks, [](const Summary::ValueCheck& check) { return check.num_findings != 0; });
    const bool is_all_read = std::ranges::all_of(summary.passed_over, &Summary::PassedOver::is_accepted);
    const bool is_clean = summary.is_complete && is_all_read && !has_findings &&
                          summary.classes.of(RecordClass::Invalid) == 0 && open == 0;
    require(summary.status != 0 || is_clean,
            "The summary's status is 0, but its counts or its errors contradict that.");
    return found;
}

}    // namespace hmacsweep::report
