// The plain data that crosses to whatever hashes it: messages packed flat and padded, the MACs to compare with, and
// the key schedules. Views only: they own nothing.
#pragma once

#include "cuda/core/hmac.hpp"
#include "cuda/core/verdict.hpp"

namespace hmacsweep::core {

/// Messages longer than this are no work for one lane or GPU thread; OpenSSL hashes them.
inline constexpr std::uint64_t max_batch_message_bytes = std::uint64_t{64} * 1024;

/// One message of a batch.
struct BatchItem {
    std::uint64_t blocks_offset;    ///< of its first padded block in BatchView::blocks, a multiple of 64
    std::uint32_t num_blocks;       ///< padded blocks, at least 1; 0: nothing to be hashed
    std::uint32_t schedule;         ///< index into the schedules of its word size
    Algorithm algorithm;
    std::uint8_t mac_bytes;    ///< of the MAC to compare; 0 when no MAC of its length can be valid
};

/// A batch as a backend sees it. An item has the very blocks of the item before it, as one message under several keys,
/// or some that lie behind them; between them may lie blocks that no item has. `macs` has max_digest_bytes for each
/// item, zero beyond mac_bytes. `order` is the Schedule: a permutation of the items in which neighbours share an
/// algorithm and have like block counts; null for a backend that makes it by itself.
struct BatchView {
    const std::uint8_t* blocks;
    const BatchItem* items;
    const std::uint8_t* macs;
    const std::uint32_t* order;
    std::size_t num_items;
};

/// The key schedules of all keys, by word size.
struct KeyTableView {
    const KeySchedule<std::uint32_t>* narrow;
    const KeySchedule<std::uint64_t>* wide;
};

inline namespace HMACSWEEP_ISA {

/// Bits that hold the block count of the longest message of a batch.
inline constexpr int schedule_block_bits = 14;
static_assert(max_batch_message_bytes / 64 + 2 < (1 << schedule_block_bits) - 1);

/// What Schedule sorts by, ascending: the algorithm, then the longest messages first. Sixteen bits, so that a device's
/// radix sort is through after two passes. An unpacked_item() comes last.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint16_t schedule_key(const BatchItem& item) {
    constexpr std::uint32_t most = (1U << schedule_block_bits) - 1;
    return static_cast<std::uint16_t>((static_cast<std::uint32_t>(item.algorithm) << schedule_block_bits) |
                                      (most - item.num_blocks));
}

/// Stands among the items for a record that is not to be hashed.
[[nodiscard]] HMACSWEEP_HD constexpr BatchItem unpacked_item() {
    return {0, 0, 0, Algorithm::HmacSha512, 0};
}
static_assert(schedule_key(unpacked_item()) == 0xffff);

/// Whether an item is one to be hashed by a family.
template <class Family>
[[nodiscard]] HMACSWEEP_HD constexpr bool is_of_family(const BatchItem& item) {
    constexpr bool is_wide_family = sizeof(typename Family::Word) == sizeof(std::uint64_t);
    return item.num_blocks != 0 && is_wide(item.algorithm) == is_wide_family;
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
