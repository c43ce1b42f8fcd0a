// The data that every backend hashes: messages packed flat and padded, the MACs to compare with, and the key schedules.
// Views only: they own nothing.
#pragma once

#include "cuda/core/hmac.hpp"
#include "cuda/core/verdict.hpp"

namespace hmacsweep::core {

/// The longest message of a batch, in bytes. A longer message would keep one lane or GPU thread busy for too long;
/// OpenSSL hashes it.
inline constexpr std::uint64_t max_batch_message_bytes = std::uint64_t{64} * 1024;

/// One message of a batch.
struct BatchItem {
    std::uint64_t blocks_offset;    ///< of the first padded block in BatchView::blocks, in bytes; a multiple of 64
    std::uint32_t num_blocks;       ///< padded blocks, at least 1; 0: nothing to hash
    std::uint32_t schedule;         ///< index into the schedules of its word size
    Algorithm algorithm;
    std::uint8_t mac_bytes;    ///< of the MAC to compare; 0: its length cannot be valid, and the item is Invalid
};

/// A batch as a backend sees it. Items lie in the order of their blocks. An item has the same blocks as the item before
/// it (one message under several keys) or blocks behind those; blocks that no item has may lie between. `macs` has
/// max_digest_bytes for each item, zero behind mac_bytes. `order` is the Schedule: a permutation of the items in which
/// neighbours share an algorithm and have similar block counts. It is null for a backend that makes the order itself.
struct BatchView {
    const std::uint8_t* blocks;
    const BatchItem* items;
    const std::uint8_t* macs;
    const std::uint32_t* order;
    std::size_t num_items;
};

/// The key schedules of all keys: `narrow` for hashes on 32-bit words, `wide` for hashes on 64-bit words.
struct KeyTableView {
    const KeySchedule<std::uint32_t>* narrow;
    const KeySchedule<std::uint64_t>* wide;
};

inline namespace HMACSWEEP_ISA {

/// Bits of schedule_key() that hold a block count; enough for the longest message of a batch.
inline constexpr unsigned schedule_block_bits = 16 - algorithm_bits;
static_assert(max_batch_message_bytes / 64 + 2 < (1 << schedule_block_bits) - 1);

/// The sort key of the Schedule, ascending: first the algorithm, then the longest messages first. Sixteen bits, so that
/// a device's radix sort needs only two passes. An unpacked_item() comes last.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint16_t schedule_key(const BatchItem& item) {
    constexpr std::uint32_t most = (1U << schedule_block_bits) - 1;
    return static_cast<std::uint16_t>((static_cast<std::uint32_t>(item.algorithm) << schedule_block_bits) |
                                      (most - item.num_blocks));
}

/// The item of a record that is not hashed.
[[nodiscard]] HMACSWEEP_HD constexpr BatchItem unpacked_item() {
    return {0, 0, 0, static_cast<Algorithm>(num_algorithms - 1), 0};
}
static_assert(schedule_key(unpacked_item()) == (num_algorithms << schedule_block_bits) - 1);

/// Whether an item is to be hashed, and `Family` is its algorithm's family.
template <class Family>
[[nodiscard]] HMACSWEEP_HD constexpr bool is_of_family(const BatchItem& item) {
    constexpr bool is_wide_family = sizeof(typename Family::Word) == sizeof(std::uint64_t);
    return item.num_blocks != 0 && is_wide(item.algorithm) == is_wide_family;
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
