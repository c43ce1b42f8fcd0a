#include "cuda/gpu/slot_leaves.hpp"

#include <algorithm>
#include <cstring>

namespace hmacsweep::gpu {
namespace {

using core::leaf_bytes;
using core::leaf_digest_bytes;

constexpr std::size_t block_bytes = core::Sha256Family::block_bytes;
constexpr std::size_t last_block_at = leaf_bytes - block_bytes;

constexpr std::size_t digests_bytes_for(std::size_t slot_bytes) {
    return ((slot_bytes / leaf_bytes) + 1) * leaf_digest_bytes;
}

}    // namespace

std::size_t SlotLeaves::device_bytes_for(std::size_t slot_bytes) {
    return leaf_bytes + digests_bytes_for(slot_bytes);
}

SlotLeaves::SlotLeaves(Runtime& runtime, std::size_t slot_bytes)
    : canary_(runtime, leaf_bytes),
      digests_(runtime, digests_bytes_for(slot_bytes)),
      device_canary_(runtime, leaf_bytes),
      device_digests_(runtime, digests_bytes_for(slot_bytes)) {
    for (std::size_t i = 0; i < leaf_bytes; ++i) {
        canary_.get()[i] = static_cast<std::uint8_t>((i * 131) ^ (i >> 8));
    }
    // Canaries differ only in their last block, so a new canary takes little time.
    before_last_block_ = core::initial_hash(core::Sha256Family{}, core::Algorithm::HmacSha256);
    core::add_leaf_blocks(canary_.get(), 0, last_block_at, before_last_block_);
}

void SlotLeaves::load(const core::WholeLeaves* leaves, std::size_t begin, std::size_t end, std::uint64_t batch_number) {
    first_ = count_ = 0;
    if (leaves == nullptr || leaves->count == 0) {
        return;
    }
    // Leaves of the slab that begin before the piece, and that end within it.
    const auto num_before = [&](std::size_t place) { return place < leaves->offset ? 0 : place - leaves->offset; };
    first_ = (num_before(begin) + leaf_bytes - 1) / leaf_bytes;
    const std::size_t last = std::min<std::size_t>(leaves->count, num_before(end) / leaf_bytes);
    if (last <= first_) {
        return;
    }
    count_ = last - first_;
    offset_in_text_ = leaves->offset + (first_ * leaf_bytes) - begin;
    std::memcpy(canary_.get() + last_block_at, &batch_number, sizeof(batch_number));
    core::HashState<std::uint32_t> state = before_last_block_;
    core::add_leaf_blocks(canary_.get(), last_block_at, leaf_bytes, state);
    core::finish_leaf(state, canary_digest_);
    forget_answers();
}

void SlotLeaves::issue(Runtime& runtime, const std::uint8_t* text, Stream stream) {
    if (count_ == 0) {
        return;
    }
    const std::size_t from = is_canary_sent_ ? last_block_at : 0;
    runtime.copy_to_device(device_canary_.get() + from, canary_.get() + from, leaf_bytes - from, stream);
    is_canary_sent_ = true;
    runtime.fill(device_digests_.get(), 0, output_bytes(), stream);
    runtime.digest({text + offset_in_text_, count_, device_canary_.get(), device_digests_.get()}, count_ + 1, stream);
    runtime.copy_to_host(digests_.get(), device_digests_.get(), output_bytes(), stream);
}

std::string SlotLeaves::check() const {
    if (count_ == 0) {
        return {};
    }
    if (std::memcmp(digests_.get() + (count_ * leaf_digest_bytes), canary_digest_, leaf_digest_bytes) != 0) {
        return "it made a wrong digest of bytes whose digest is known";
    }
    const std::uint8_t nothing[leaf_digest_bytes] = {};
    for (std::size_t i = 0; i < count_; ++i) {
        if (std::memcmp(digests_.get() + (i * leaf_digest_bytes), nothing, leaf_digest_bytes) == 0) {
            return "it left a piece of the input without its digest";
        }
    }
    return {};
}

void SlotLeaves::take(const core::WholeLeaves* leaves) const {
    if (count_ != 0) {
        std::memcpy(leaves->digests + (first_ * leaf_digest_bytes), digests_.get(), count_ * leaf_digest_bytes);
        std::memset(leaves->is_known + first_, 1, count_);
    }
}

/// A step that did not run leaves zeros too.
void SlotLeaves::forget_answers() {
    if (count_ != 0) {
        std::memset(digests_.get(), 0, output_bytes());
    }
}

}    // namespace hmacsweep::gpu
