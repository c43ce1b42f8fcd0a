#include "tests/support/ptx/journal.hpp"

#include <ranges>

namespace hmacsweep::tests::ptx {

void Journal::note(Region& region, std::size_t offset, std::size_t bytes) {
    for (std::size_t at = offset; at < offset + bytes && at < region.size(); ++at) {
        entries_.push_back({&region, at, region.byte(at)});
    }
}

Journal::Effect Journal::effect() const {
    Effect effect;
    for (const Entry& entry : entries_) {
        effect.try_emplace({entry.region, entry.offset}, entry.before);    // the first is the oldest
    }
    for (auto change = effect.begin(); change != effect.end();) {
        const auto [region, offset] = change->first;
        const Region::Byte now = region->byte(offset);
        const bool is_same = now == change->second;
        change->second = now;
        change = is_same ? effect.erase(change) : std::next(change);
    }
    return effect;
}

void Journal::undo() {
    for (const Entry& entry : std::views::reverse(entries_)) {
        entry.region->set_byte(entry.offset, entry.before);
    }
    entries_.clear();
}

void Journal::apply(const Effect& effect) {
    for (const auto& [place, byte] : effect) {
        place.first->set_byte(place.second, byte);
    }
}

}    // namespace hmacsweep::tests::ptx
