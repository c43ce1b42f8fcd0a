// Sizes and places in the memory of a slot that several files share.
#pragma once

#include "cuda/core/record_index.hpp"
#include "cuda/gpu/canary.hpp"

namespace hmacsweep::gpu::slot_layout {

// CUDA aligns allocations to 256 bytes. The parts of an allocation keep this alignment.
inline constexpr std::size_t alignment = 256;
constexpr std::size_t align(std::size_t bytes) {
    return (bytes + alignment - 1) / alignment * alignment;
}

/// What each item of a packed batch takes in the input, without its blocks.
inline constexpr std::size_t fixed_item_bytes = sizeof(core::BatchItem) + core::max_digest_bytes;
inline constexpr std::size_t min_item_bytes = fixed_item_bytes + 64;
/// The most items of a slot, canaries included.
constexpr std::size_t most_items(std::size_t slot_bytes) {
    return (slot_bytes / min_item_bytes) + max_canaries;
}

/// The most lines of a text whose records the device finds. Lines may be this short on average. The records are judged
/// in several pieces where a slot has fewer items than lines.
constexpr std::size_t most_lines(std::size_t slot_bytes) {
    constexpr std::size_t mean_line_bytes = 32;
    return (slot_bytes / mean_line_bytes) + max_canaries;
}

/// The input of a text begins with the canaries: items, MACs and blocks. Then the shape follows.
inline constexpr std::size_t canary_macs_at = align(max_canaries * sizeof(core::BatchItem));
inline constexpr std::size_t canary_blocks_at = align(canary_macs_at + (max_canaries * core::max_digest_bytes));
inline constexpr std::size_t shape_at = align(canary_blocks_at + max_canary_blocks_bytes);

/// Room for the messages of a slot of text: the padding may take as many bytes as the text.
constexpr std::size_t text_blocks_bytes(std::size_t slot_bytes) {
    return 2 * slot_bytes;
}

}    // namespace hmacsweep::gpu::slot_layout
