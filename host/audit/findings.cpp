#include "host/audit/findings.hpp"

#include "host/html/text.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace hmacsweep::audit {
namespace {

/// An Id as people know it: the text of a JSON string, a number as it stands.
std::string text_of_id(std::string_view id) {
    constexpr std::size_t most = 64 * Findings::max_text_characters;    // more is not looked at
    if (id.size() <= most && id.starts_with('"')) {
        const nlohmann::json parsed = nlohmann::json::parse(id, nullptr, false);
        if (parsed.is_string()) {
            return html::shortened(parsed.get_ref<const std::string&>(), Findings::max_text_characters);
        }
    }
    return html::shortened(id, Findings::max_text_characters);
}

}    // namespace

void Damage::add(std::uint64_t record, report::RecordClass record_class) {
    while ((record - 1) / stretch_ >= max_stretches) {
        const std::size_t half = (counts_.size() + 1) / 2;
        counts_.resize(half * 2);
        for (std::size_t i = 0; i < half; ++i) {
            const Counts first = counts_[2 * i];
            const Counts second = counts_[(2 * i) + 1];
            for (std::size_t c = 0; c < first.size(); ++c) {
                counts_[i].at(c) = first.at(c) + second.at(c);
            }
        }
        counts_.resize(half);
        stretch_ *= 2;
    }
    const std::size_t index = (record - 1) / stretch_;
    if (index >= counts_.size()) {
        counts_.resize(index + 1);
    }
    ++counts_[index].at(static_cast<std::size_t>(record_class));
}

void Findings::add(const Finding& finding) {
    counts_.add(finding.verdict);
    if (listed_.size() < max_listed) {
        list(finding);
    }
    extend_range(finding);
    count_source(finding);
    count_key(finding);
}

void Findings::list(const Finding& finding) {
    listed_.push_back({finding.source, finding.record, finding.line, finding.offset, finding.verdict,
                       text_of_id(finding.id), html::shortened(finding.key, max_text_characters),
                       html::shortened(finding.reason, max_text_characters)});
}

void Findings::extend_range(const Finding& finding) {
    if (range_ && range_->source == finding.source && range_->last + 1 == finding.record &&
        range_->verdict == finding.verdict) {
        range_->last = finding.record;
        range_->last_line = finding.line;
        return;
    }
    end_range();
    range_ = FindingRange{finding.source, finding.record, finding.record, finding.line, finding.line, finding.verdict};
}

void Findings::end_range() {
    if (!range_) {
        return;
    }
    const FindingRange range = *range_;
    range_.reset();
    ++num_ranges_;
    num_alone_ += range.size() == 1 ? 1 : 0;
    if (!sources_.empty() && sources_.back().source == range.source) {
        ++sources_.back().num_ranges;
        sources_.back().longest = std::max(sources_.back().longest, range.size());
    }
    const auto place = std::ranges::upper_bound(longest_, range.size(), std::greater{}, &FindingRange::size);
    if (place == longest_.end() && longest_.size() == max_ranges) {
        return;
    }
    longest_.insert(place, range);
    if (longest_.size() > max_ranges) {
        longest_.pop_back();
    }
}

void Findings::count_source(const Finding& finding) {
    if (last_source_ != finding.source) {
        last_source_ = finding.source;
        ++num_sources_;
        if (sources_.size() < max_sources) {
            sources_.push_back({finding.source, 0, finding.record, 0, 0, 0, {}});
        }
    }
    SourceFindings& source = sources_.back();
    if (source.source == finding.source) {
        ++source.num;
        source.last = finding.record;
        source.damage.add(finding.record, report::class_of(finding.verdict));
    }
}

void Findings::count_key(const Finding& finding) {
    // Neighbours are mostly under one key.
    if (last_key_ < keys_.size() && keys_[last_key_].key == finding.key) {
        keys_[last_key_].counts.add(finding.verdict);
        return;
    }
    const std::string key(finding.key);
    auto found = key_places_.find(key);
    if (found == key_places_.end()) {
        if (keys_.size() == max_keys) {
            other_keys_.add(finding.verdict);
            return;
        }
        found = key_places_.emplace(key, keys_.size()).first;
        keys_.push_back({key, {}});
    }
    last_key_ = found->second;
    keys_[last_key_].counts.add(finding.verdict);
}

}    // namespace hmacsweep::audit
