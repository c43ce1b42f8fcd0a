// The packer's work: messages laid flat and padded, MACs in slots, and the Schedule over them. Buffers are reused from
// one batch to the next; in the steady state nothing is allocated.
#pragma once

#include "cuda/core/batch.hpp"
#include "host/bytes.hpp"

#include <cstdint>
#include <vector>

namespace hmacsweep {

class Batch {
public:
    /// Forgets all items and keeps the room.
    void clear();

    /// Packs one message of at most core::max_batch_message_bytes with its padding, and the MAC to compare it with.
    /// `min_mac_bytes` is the least length at which a truncated MAC counts (0: full length only); a MAC of a length
    /// that cannot be valid will compare as invalid. Returns the item's index.
    std::uint32_t add(core::Algorithm algorithm, std::uint32_t schedule, Bytes message, Bytes mac,
                      std::uint32_t min_mac_bytes);

    /// Puts the items in Schedule order; call it after the last add().
    void schedule();

    [[nodiscard]] std::size_t size() const { return items_.size(); }
    [[nodiscard]] const core::BatchItem& item(std::uint32_t index) const { return items_[index]; }
    [[nodiscard]] core::BatchView view() const;

private:
    std::vector<std::uint8_t> blocks_;
    std::vector<core::BatchItem> items_;
    std::vector<std::uint8_t> macs_;
    std::vector<std::uint32_t> order_;
    std::vector<std::uint64_t> sort_keys_;
};

/// Whether a MAC of `mac_bytes` bytes can be valid: full length, or truncated to at least `min_mac_bytes` (0: never).
[[nodiscard]] constexpr bool is_mac_length(core::Algorithm algorithm, std::size_t mac_bytes,
                                           std::uint32_t min_mac_bytes) {
    const std::uint32_t full = core::digest_bytes(algorithm);
    return mac_bytes == full || (min_mac_bytes != 0 && mac_bytes >= min_mac_bytes && mac_bytes < full);
}

}    // namespace hmacsweep
