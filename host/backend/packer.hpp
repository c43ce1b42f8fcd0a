// The packer's work: messages laid flat and padded, MACs in slots, and the Schedule over them. Buffers are reused from
// one batch to the next; in the steady state nothing is allocated.
#pragma once

#include "cuda/core/batch.hpp"
#include "cuda/core/padding.hpp"
#include "host/base/bytes.hpp"
#include "host/base/default_init.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace hmacsweep::core {
struct PlainPack;
struct PlainRecord;
}    // namespace hmacsweep::core

namespace hmacsweep::backend {

/// A message that lies in a batch's blocks, for any number of items.
struct PackedMessage {
    std::uint64_t offset = 0;    ///< of its first block
    std::uint32_t num_blocks = 0;
    std::uint32_t bytes = 0;    ///< without the padding
    core::Algorithm algorithm{};
};

class Batch {
public:
    /// Forgets all messages and items and keeps the room.
    void clear();
    /// Forgets the items alone.
    void clear_items();

    /// Packs one message of at most core::max_batch_message_bytes with its padding.
    [[nodiscard]] PackedMessage pack(core::Algorithm algorithm, Bytes message);
    [[nodiscard]] Bytes message(const PackedMessage& packed) const { return message(packed.offset, packed.bytes); }
    [[nodiscard]] Bytes message(std::uint64_t offset, std::size_t bytes) const {
        return Bytes(blocks_).subspan(offset, bytes);
    }
    /// The MAC that an item is compared with.
    [[nodiscard]] Bytes mac(std::uint32_t index) const {
        return Bytes(macs_).subspan(std::size_t{index} * core::max_digest_bytes, items_[index].mac_bytes);
    }

    /// Adds an item for a packed message, and the MAC to compare it with. Items are added in the order in which their
    /// messages were packed, those of one message one after the other. `min_mac_bytes` as below.
    std::uint32_t add(const PackedMessage& message, std::uint32_t schedule, Bytes mac, std::uint32_t min_mac_bytes);

    /// Packs one message of at most core::max_batch_message_bytes with its padding, and the MAC to compare it with.
    /// `min_mac_bytes` is the least length at which a truncated MAC counts (0: full length only); a MAC of a length
    /// that cannot be valid will compare as invalid. Returns the item's index.
    std::uint32_t add(core::Algorithm algorithm, std::uint32_t schedule, Bytes message, Bytes mac,
                      std::uint32_t min_mac_bytes);

    /// Begins a batch that is filled from outside, with room for an item for each of `records`, made of so many bytes.
    [[nodiscard]] core::PlainPack open(std::span<core::PlainRecord> records, std::size_t bytes);
    /// The batch is what was packed since open().
    void close(const core::PlainPack& pack);

    /// Puts the items in Schedule order; call it after the last add().
    void schedule();

    [[nodiscard]] std::size_t size() const { return items_.size(); }
    [[nodiscard]] const core::BatchItem& item(std::uint32_t index) const { return items_[index]; }
    [[nodiscard]] core::BatchView view() const;

private:
    UninitialisedVector<std::uint8_t> blocks_;
    UninitialisedVector<core::BatchItem> items_;
    UninitialisedVector<std::uint8_t> macs_;
    std::vector<std::uint32_t> order_;
    std::vector<std::uint32_t> ranks_;    ///< where in the order the next item of an algorithm and length goes
};

}    // namespace hmacsweep::backend
