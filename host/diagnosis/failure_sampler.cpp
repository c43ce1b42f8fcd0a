#include "host/diagnosis/failure_sampler.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace hmacsweep::diagnosis {

FailureSampler::FailureSampler(std::size_t num_keys, const SamplerOptions& options)
    : options_(options), is_closed_(num_keys + 1, 0) {}

void FailureSampler::add(const input::Slab& slab, const judge::SlabResult& result) {
    const std::size_t no_key_place = is_closed_.size() - 1;
    for (std::size_t i = 0; i < result.outcomes.size(); ++i) {
        const judge::Outcome& outcome = result.outcomes[i];
        const std::size_t place = outcome.key == core::no_key ? no_key_place : outcome.key;
        if (is_closed_[place] != 0 || !outcome.is_chosen) {
            continue;
        }
        const bool is_valid = outcome.verdict == Verdict::Valid;
        has_seen_valid_ = has_seen_valid_ || is_valid;
        if (is_valid && !options_.has_valid) {
            close(place);
            continue;
        }
        if (SampleGroup* const group = group_of(place)) {
            ++group->num_records;
            group->num_valid += is_valid ? 1 : 0;
            if (core::row_of(outcome.verdict).may_be_misread) {
                take_sample(slab, result, i, *group);
            }
            if (group->num_records == options_.group_records) {
                is_closed_[place] = 1;
            }
        }
    }
}

void FailureSampler::take_sample(const input::Slab& slab, const judge::SlabResult& result, std::size_t index,
                                 SampleGroup& group) const {
    const core::Frame& frame = result.framing.frames[index];
    if (slab.kind != input::SlabKind::Records || frame.size > options_.max_record_bytes) {
        return;
    }
    const Verdict verdict = result.outcomes[index].verdict;
    auto place = group.samples.end();
    if (group.samples.size() == options_.max_samples) {
        // A record that could be read tells more than one that could not.
        place = std::ranges::find(group.samples, Verdict::Malformed, &Sample::verdict);
        if (verdict == Verdict::Malformed || place == group.samples.end()) {
            return;
        }
        group.samples.erase(place);
    }
    Sample& sample = group.samples.emplace_back();
    sample.shape = slab.shape;
    sample.buffer.assign(slab.data() + frame.offset, slab.data() + frame.offset + frame.size);
    sample.buffer.resize(frame.size + slab_padding);
    sample.verdict = verdict;
}

SampleGroup* FailureSampler::group_of(std::size_t place) {
    const auto key = place + 1 == is_closed_.size() ? core::no_key : static_cast<std::uint32_t>(place);
    const auto found = std::ranges::find(groups_, key, &SampleGroup::key);
    if (found != groups_.end()) {
        return &*found;
    }
    if (groups_.size() == options_.max_groups) {
        return nullptr;
    }
    groups_.emplace_back().key = key;
    return &groups_.back();
}

void FailureSampler::close(std::size_t place) {
    is_closed_[place] = 1;
    std::erase_if(groups_, [&](const SampleGroup& group) { return group.key == place; });
}

bool FailureSampler::is_wanted(const SampleGroup& group) const {
    return !group.samples.empty() && (group.key != core::no_key || !has_seen_valid_ || options_.has_valid);
}

std::vector<SampleGroup> FailureSampler::take_ready() {
    std::vector<SampleGroup> ready;
    for (SampleGroup& group : groups_) {
        if (group.num_records >= options_.group_records && is_wanted(group)) {
            ready.push_back(std::move(group));
        }
    }
    std::erase_if(groups_, [&](const SampleGroup& group) { return group.num_records >= options_.group_records; });
    return ready;
}

std::vector<SampleGroup> FailureSampler::take_rest() {
    std::vector<SampleGroup> rest;
    std::ranges::copy_if(std::make_move_iterator(groups_.begin()), std::make_move_iterator(groups_.end()),
                         std::back_inserter(rest), [&](const SampleGroup& group) { return is_wanted(group); });
    groups_.clear();
    return rest;
}

}    // namespace hmacsweep::diagnosis
