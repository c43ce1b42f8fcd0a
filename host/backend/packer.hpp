// The packer lays messages flat and padded, puts MACs in slots of equal size, and makes the Schedule over them. Buffers
// are reused from one batch to the next, so in the steady state nothing is allocated.
#pragma once

#include "cuda/core/batch.hpp"
#include "cuda/core/padding.hpp"
#include "host/base/bytes.hpp"
#include "host/base/default_init.hpp"
#include "host/base/wiped_vector.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace hmacsweep::core {
struct PlainPack;
struct PlainRecord;
}    // namespace hmacsweep::core

namespace hmacsweep::backend {

/// A message in a batch's blocks. Several items may share it.
struct PackedMessage {
    std::uint64_t offset = 0;    ///< of its first block, in bytes
    std::uint32_t num_blocks = 0;
    std::uint32_t bytes = 0;    ///< without the padding
    core::Algorithm algorithm{};
};

class Batch {
public:
    /// Removes all messages and items. Keeps the allocated memory.
    void clear();
    /// Removes the items and their MACs. Keeps the messages.
    void clear_items();

    /// Packs one message of at most core::max_batch_message_bytes with its padding.
    [[nodiscard]] PackedMessage pack(core::Algorithm algorithm, Bytes message);
    /// A packed message without its padding. The result is valid until the next message is packed.
    [[nodiscard]] Bytes message(const PackedMessage& packed) const { return message(packed.offset, packed.bytes); }
    /// The same bytes, for a message that another function packed.
    [[nodiscard]] Bytes message(std::uint64_t offset, std::size_t bytes) const {
        return Bytes(blocks_).subspan(offset, bytes);
    }
    /// The MAC that an item is compared with; empty where the item's MAC has a length that cannot be valid.
    [[nodiscard]] Bytes mac(std::uint32_t index) const {
        return Bytes(macs_).subspan(std::size_t{index} * core::max_digest_bytes, items_[index].mac_bytes);
    }

    /// Adds an item for a packed message, and the MAC to compare it with. Returns the item's index. The caller adds
    /// items in the order in which their messages were packed; items of one message follow one another. `min_mac_bytes`
    /// is the least length of a truncated MAC (0: full length only). An item whose MAC has a length that cannot be
    /// valid is judged Invalid.
    std::uint32_t add(const PackedMessage& message, std::uint32_t schedule, Bytes mac, std::uint32_t min_mac_bytes);

    /// pack() and add() in one call.
    std::uint32_t add(core::Algorithm algorithm, std::uint32_t schedule, Bytes message, Bytes mac,
                      std::uint32_t min_mac_bytes);

    /// Begins a batch that core::pack_frames() fills, with room for one item for each element of `records`, whose
    /// messages come from `bytes` bytes of text. The result points into the batch and into `records`.
    [[nodiscard]] core::PlainPack open(std::span<core::PlainRecord> records, std::size_t bytes);
    /// Ends what open() began: the batch has the items that were packed into `pack`.
    void close(const core::PlainPack& pack);

    /// Takes over the messages of `other`, which keep their places and are gone there. This batch must have none.
    void take_messages(Batch& other) { blocks_.swap(other.blocks_); }

    /// Puts the items in Schedule order; call it after the last add().
    void schedule();

    /// The number of items.
    [[nodiscard]] std::size_t size() const { return items_.size(); }
    [[nodiscard]] const core::BatchItem& item(std::uint32_t index) const { return items_[index]; }
    /// A view of the batch, valid until the batch changes. Its order is that of the last schedule().
    [[nodiscard]] core::BatchView view() const;

private:
    WipedVector<std::uint8_t> blocks_;    ///< of messages, which may have a key in them
    UninitialisedVector<core::BatchItem> items_;
    UninitialisedVector<std::uint8_t> macs_;
    std::vector<std::uint32_t> order_;
    std::vector<std::uint32_t> ranks_;    ///< where in the order the next item of an algorithm and length goes
};

}    // namespace hmacsweep::backend
