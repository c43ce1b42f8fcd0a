// A slot's part in tree digests: the leaves that lie whole in the piece of text that the slot holds are hashed where
// the records are, from the same bytes.
#pragma once

#include "cuda/core/leaf_steps.hpp"
#include "cuda/core/whole_leaves.hpp"
#include "cuda/gpu/owners.hpp"

#include <string>

namespace hmacsweep::gpu {

/// Used as the slot is, whose steps call its.
class SlotLeaves {
public:
    SlotLeaves(Runtime& runtime, std::size_t slot_bytes);
    /// What it takes of a device's memory.
    [[nodiscard]] static std::size_t device_bytes_for(std::size_t slot_bytes);

    /// Finds the leaves that lie in the slab between `begin` and `end`; `leaves` may be null.
    void load(const core::WholeLeaves* leaves, std::size_t begin, std::size_t end, std::uint64_t batch_number);
    /// Puts the step on the stream; `text` is where the device has the piece.
    void issue(Runtime& runtime, const std::uint8_t* text, Stream stream);
    /// What is wrong with what came back; empty when nothing is. Every piece has a canary leaf of its own, whose digest
    /// no other has: so it shows a step that did not run, answers that are an earlier piece's or did not come, and
    /// arithmetic that is wrong for every leaf. What is wrong with a single leaf it does not show: for that one leaf of
    /// a slab, another one each time, is hashed once more by OpenSSL (LeafHasher).
    [[nodiscard]] std::string check() const;
    /// The digests, to where those leaves are whose they are.
    void take(const core::WholeLeaves* leaves) const;
    void forget_answers();

private:
    [[nodiscard]] std::size_t output_bytes() const { return (count_ + 1) * core::leaf_digest_bytes; }

    PinnedMemory canary_;
    PinnedMemory digests_;
    DeviceMemory device_canary_;
    DeviceMemory device_digests_;
    bool is_canary_sent_ = false;    ///< but for its last block
    core::HashState<std::uint32_t> before_last_block_{};
    std::uint8_t canary_digest_[core::leaf_digest_bytes] = {};
    std::size_t first_ = 0;    ///< among the slab's
    std::size_t count_ = 0;    ///< 0: the piece has none, and no step is run
    std::size_t offset_in_text_ = 0;
};

}    // namespace hmacsweep::gpu
