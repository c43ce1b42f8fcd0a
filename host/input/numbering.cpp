#include "host/input/numbering.hpp"

namespace hmacsweep::input {

void Numbering::framed(const Slab& slab, std::uint64_t records, std::uint64_t lines) {
    const std::scoped_lock lock(mutex_);
    framed_.emplace(slab.sequence, Counts{slab.source, {records, lines}});
    for (auto it = framed_.begin(); it != framed_.end() && it->first == next_; it = framed_.erase(it), ++next_) {
        if (it->second.source != source_) {
            source_ = it->second.source;
            total_.records = total_.lines = 0;
        }
        places_.emplace(next_, total_);
        total_.records += it->second.counts.records;
        total_.lines += it->second.counts.lines;
        total_.run_records += it->second.counts.records;
    }
    known_.notify_all();
}

bool Numbering::wait(std::uint64_t sequence, SlabPlace& place) {
    std::unique_lock lock(mutex_);
    known_.wait(lock, [&] { return places_.contains(sequence) || is_given_up_; });
    const auto found = places_.find(sequence);
    if (found == places_.end()) {
        return false;
    }
    place = found->second;
    places_.erase(found);
    return true;
}

void Numbering::give_up() {
    const std::scoped_lock lock(mutex_);
    is_given_up_ = true;
    known_.notify_all();
}

}    // namespace hmacsweep::input
