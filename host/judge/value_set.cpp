#include "host/judge/value_set.hpp"

#include <utility>

namespace hmacsweep::judge {
namespace {

constexpr std::size_t first_slots = 1024;
constexpr std::uint64_t repeated = std::uint64_t{1} << 63;

}    // namespace

ValueSet::Answer ValueSet::add(const Fingerprint& value, std::uint64_t record) {
    if (size_ < most_ && 4 * (size_ + 1) > 3 * slots_.size()) {
        grow();
    }
    if (slots_.empty()) {
        return {Outcome::NotKept, 0};
    }
    Slot& slot = slot_of(value);
    if ((slot.record & ~repeated) == record + 1) {
        return {Outcome::Same, 0};
    }
    if (slot.record != 0) {
        const bool was_repeated = (slot.record & repeated) != 0;
        slot.record |= repeated;
        return {was_repeated ? Outcome::NextRepeat : Outcome::Repeat, (slot.record & ~repeated) - 1};
    }
    if (size_ == most_) {
        return {Outcome::NotKept, 0};
    }
    slot = {value, record + 1};
    ++size_;
    return {Outcome::New, 0};
}

/// The slot that has the value, else the empty slot for it. There is always an empty slot.
ValueSet::Slot& ValueSet::slot_of(const Fingerprint& value) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = value.low & mask;
    while (slots_[at].record != 0 && slots_[at].value != value) {
        at = (at + 1) & mask;
    }
    return slots_[at];
}

void ValueSet::grow() {
    const std::vector<Slot> old = std::exchange(slots_, {});
    slots_.resize(old.empty() ? first_slots : 2 * old.size());
    for (const Slot& slot : old) {
        if (slot.record != 0) {
            slot_of(slot.value) = slot;
        }
    }
}

}    // namespace hmacsweep::judge
