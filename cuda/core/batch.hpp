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
    std::uint32_t num_blocks;       ///< padded blocks, at least 1
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

/// What Schedule sorts by, ascending: the algorithm, then the longest messages first.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint32_t schedule_key(const BatchItem& item) {
    return (static_cast<std::uint32_t>(item.algorithm) << 24) | (0xffffffU - item.num_blocks);
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
