#include "host/judge/chain_watch.hpp"

#include <algorithm>
#include <utility>

namespace hmacsweep::judge {
namespace {

/// How far on either side of a break the record is looked for to which it is linked.
constexpr std::uint64_t reach = 16;

}    // namespace

void ChainWatch::add(const input::Slab& slab, const SlabResult& result, const input::SlabPlace& place,
                     ChainReport& report) {
    if (!shape_.is_chained()) {
        return;
    }
    if (source_ && source_ != slab.source && !shape_.chain.is_one) {
        end_chain(true, report);
    }
    source_ = slab.source;
    for (std::size_t i = 0; i < result.outcomes.size(); ++i) {
        const Outcome& outcome = result.outcomes[i];
        if (outcome.verdict == Verdict::Invalid) {
            ++report.num_breaks;
            if (report.breaks.size() + suspects_.size() < ChainReport::max_breaks) {
                suspect(slab, result, place, i);
            }
        }
        near_.push_back({slab.source, place.records + i + 1, outcome.as_previous,
                         std::string(result.text_of(result.rare(i).mac_text))});
        if (num_records_ == 0) {
            first_ = near_.back();
        }
        if (near_.size() > (2 * reach) + 1) {
            near_.pop_front();
        }
        ++num_records_;
        resolve(false, report);
    }
}

void ChainWatch::finish(bool is_whole, ChainReport& report) {
    report.is_chained = shape_.is_chained();
    if (report.is_chained) {
        end_chain(is_whole, report);
    }
}

void ChainWatch::end_chain(bool is_whole, ChainReport& report) {
    resolve(true, report);
    const std::optional<std::string>& end = shape_.chain.end;
    Link newest;
    if (!near_.empty()) {
        newest = shape_.chain.is_reversed ? *first_ : near_.back();
    }
    const bool is_end_there = newest.state == format::PreviousState::Stored && end &&
                              format::is_same_mac(newest.mac_text, *end, shape_.told_mac_encoding());
    if (is_whole && end && !is_end_there) {
        report.cut_ends.push_back(source_.value_or(0));
    }
    near_.clear();
    num_records_ = 0;
}

void ChainWatch::suspect(const input::Slab& slab, const SlabResult& result, const input::SlabPlace& place,
                         std::size_t index) {
    const core::Frame& frame = result.framing.frames[index];
    Suspect& suspect = suspects_.emplace_back();
    suspect.found.source = slab.source;
    suspect.found.record = place.records + index + 1;
    suspect.found.line = frame.line == core::no_line ? 0 : place.lines + frame.line + 1;
    suspect.position = num_records_;
    suspect.is_link_broken = result.outcomes[index].is_link_broken;
    suspect.shape = slab.shape;
    suspect.bytes.assign(slab.data() + frame.offset, slab.data() + frame.offset + frame.size);
    suspect.bytes.resize(frame.size + slab_padding);
}

/// Explains the suspects that have all the records near them that there will be.
void ChainWatch::resolve(bool is_at_end, ChainReport& report) {
    while (!suspects_.empty() && (is_at_end || suspects_.front().position + reach < num_records_)) {
        explain(suspects_.front());
        report.breaks.push_back(suspects_.front().found);
        suspects_.pop_front();
    }
}

void ChainWatch::explain(Suspect& suspect) {
    if (suspect.is_link_broken) {
        suspect.found.is_intact = true;
        find_predecessor(suspect);
    } else if (shape_.recipe.uses_previous) {
        find_predecessor(suspect);
        suspect.found.is_intact = suspect.found.follows.has_value();
    } else {
        suspect.found.is_altered = true;
    }
}

/// The nearest record that the suspect belongs behind, else the start of the chain.
void ChainWatch::find_predecessor(Suspect& suspect) {
    const std::uint64_t first = num_records_ - near_.size();
    for (std::uint64_t distance = 1; distance <= reach; ++distance) {
        for (const std::uint64_t position : {suspect.position - distance, suspect.position + distance}) {
            // What underflowed is out of the range, too. Behind the record that it is linked to it was judged already.
            const std::uint64_t judged = shape_.chain.is_reversed ? suspect.position + 1 : suspect.position - 1;
            if (position < first || position >= num_records_ || position == judged) {
                continue;
            }
            const Link& link = near_[position - first];
            if (link.state == format::PreviousState::Stored && belongs_behind(suspect, {link.state, link.mac_text})) {
                suspect.found.follows = link.record;
                suspect.found.follows_source = link.source;
                return;
            }
        }
    }
    const bool is_start_known = shape_.chain.start || shape_.recipe.uses_previous;
    // The oldest record was judged as the start of the chain already.
    const bool is_oldest = shape_.chain.is_reversed ? suspect.position + 1 == num_records_ : suspect.position == 0;
    if (!is_oldest && is_start_known && belongs_behind(suspect, {format::PreviousState::Start, {}})) {
        suspect.found.follows = 0;
        suspect.found.follows_source = suspect.found.source;
    }
}

bool ChainWatch::belongs_behind(const Suspect& suspect, const format::PreviousMac& previous) {
    const reader::Record& record =
        reader_.read(*suspect.shape, suspect.bytes.data(), suspect.bytes.size() - slab_padding, previous);
    return !record.is_link_broken && is_right_(record);
}

}    // namespace hmacsweep::judge
