// The tree digest's leaves in a slot: the device hashes the leaves that lie whole in the slot's text, from the same
// bytes as the records.
#pragma once

#include "cuda/core/leaf_steps.hpp"
#include "cuda/core/whole_leaves.hpp"
#include "cuda/gpu/owners.hpp"

#include <string>

namespace hmacsweep::gpu {

/// Part of a slot's memory; the threads that use the slot use it.
class SlotLeaves {
public:
    SlotLeaves(Runtime& runtime, std::size_t slot_bytes);
    /// The device memory that the leaves of such a slot take.
    [[nodiscard]] static std::size_t device_bytes_for(std::size_t slot_bytes);

    /// Finds the leaves that lie whole between `begin` and `end` of the slab; `leaves` may be null.
    void load(const core::WholeLeaves* leaves, std::size_t begin, std::size_t end, std::uint64_t batch_number);
    /// Puts the step on the stream. `text` is the text on the device.
    void issue(Runtime& runtime, const std::uint8_t* text, Stream stream);
    /// What is wrong with the digests that came back; empty when nothing is. Every piece has a canary leaf with a
    /// digest of its own. The canary shows a step that did not run, answers of an earlier piece, answers that did not
    /// come, and arithmetic that is wrong for every leaf. It does not show an error in a single leaf. For that, OpenSSL
    /// hashes one leaf of each slab again, a different one each time (LeafHasher).
    [[nodiscard]] std::string check() const;
    /// Writes the digests to their places in `leaves`.
    void take(const core::WholeLeaves* leaves) const;
    void forget_answers();

private:
    [[nodiscard]] std::size_t output_bytes() const { return (count_ + 1) * core::leaf_digest_bytes; }

    PinnedMemory canary_;
    PinnedMemory digests_;
    DeviceMemory device_canary_;
    DeviceMemory device_digests_;
    bool is_canary_sent_ = false;    ///< whether the device has all of the canary but its last block
    core::HashState<std::uint32_t> before_last_block_{};
    std::uint8_t canary_digest_[core::leaf_digest_bytes] = {};
    std::size_t first_ = 0;    ///< the number of the first leaf in the slab
    std::size_t count_ = 0;    ///< 0: the text has no whole leaf, and no step runs
    std::size_t offset_in_text_ = 0;
};

}    // namespace hmacsweep::gpu
