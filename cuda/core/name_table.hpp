// Maps key names to key indices: an open-addressing hash table in flat arrays, which a device can search too.
#pragma once

#include "cuda/core/find.hpp"

#include <cstddef>
#include <cstdint>

namespace hmacsweep::core {

/// In place of a key index: no key.
inline constexpr std::uint32_t no_key = 0xffffffffU;

/// One name: its hash, its bytes in NameTableView::names, and its key. A slot with `key == no_key` is free.
struct NameSlot {
    std::uint64_t hash;
    std::uint32_t offset;
    std::uint32_t size;
    std::uint32_t key;
};

/// `slots` has mask + 1 entries, a power of two. At least one entry is free.
struct NameTableView {
    const NameSlot* slots;
    std::uint64_t mask;
    const std::uint8_t* names;
};

inline namespace HMACSWEEP_ISA {

/// A hash of a name for table look-up. It does not resist an adversary who chooses the names of keys.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint64_t hash_name(const std::uint8_t* name, std::size_t size) {
    constexpr std::uint64_t multiplier = 0x9e3779b97f4a7c15ULL;    // 2^64 / golden ratio
    std::uint64_t hash = size * multiplier;
    const auto take = [&hash](std::uint64_t word) {
        hash = (hash ^ word) * multiplier;
        hash ^= hash >> 29;
    };
    std::size_t i = 0;
    for (; i + 8 <= size; i += 8) {
        take(load_word(name + i));
    }
    if (i < size) {
        std::uint64_t word = 0;
        for (std::size_t k = 0; i + k < size; ++k) {
            word |= static_cast<std::uint64_t>(name[i + k]) << (8 * k);
        }
        take(word);
    }
    return hash;
}

/// The key that has this name; no_key for none.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint32_t find_name(const NameTableView& table, const std::uint8_t* name,
                                                             std::size_t size) {
    const std::uint64_t hash = hash_name(name, size);
    for (std::uint64_t i = hash & table.mask; table.slots[i].key != no_key; i = (i + 1) & table.mask) {
        const NameSlot& slot = table.slots[i];
        if (slot.hash != hash || slot.size != size) {
            continue;
        }
        const std::uint8_t* const stored = table.names + slot.offset;
        std::size_t same = 0;
        while (same < size && stored[same] == name[same]) {
            ++same;
        }
        if (same == size) {
            return slot.key;
        }
    }
    return no_key;
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
