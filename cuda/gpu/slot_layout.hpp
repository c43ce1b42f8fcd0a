// Sizes and places within a slot's memory, for the files that a Slot is written in.
#pragma once

#include "cuda/gpu/canary.hpp"
#include "cuda/gpu/text_input.hpp"

namespace hmacsweep::gpu::slot_layout {

// CUDA aligns allocations to 256 bytes; the parts keep to it.
inline constexpr std::size_t alignment = 256;
constexpr std::size_t align(std::size_t bytes) {
    return (bytes + alignment - 1) / alignment * alignment;
}

/// What every item takes in the input besides its blocks.
inline constexpr std::size_t fixed_item_bytes = sizeof(core::BatchItem) + core::max_digest_bytes;
inline constexpr std::size_t min_item_bytes = fixed_item_bytes + 64;
constexpr std::size_t most_items(std::size_t slot_bytes) {
    return (slot_bytes / min_item_bytes) + max_canaries;
}

/// Of how many lines a slot's text may be so that the device finds them: short ones. Records go on in as many pieces as
/// they need.
constexpr std::size_t most_lines(std::size_t slot_bytes) {
    constexpr std::size_t mean_line_bytes = 32;
    return (slot_bytes / mean_line_bytes) + max_canaries;
}

/// Of what comes back: the tally stands first, and behind it the words of a packed batch, or of texts a verdict for
/// each record and then what is known of it.
inline constexpr std::size_t words_offset = sizeof(std::uint64_t);
inline constexpr std::size_t verdicts_offset = words_offset;
constexpr std::size_t answers_offset(std::size_t num_items) {
    constexpr std::size_t unit = sizeof(core::TextAnswer);
    return (verdicts_offset + num_items + unit - 1) / unit * unit;
}
static_assert(sizeof(core::TextAnswer) * 2 + 1 <= core::max_digest_bytes, "answers fit where MACs do, shortened, too");

/// Before a text stand the canaries: items, MACs, blocks; and the shape.
inline constexpr std::size_t canary_macs_at = align(max_canaries * sizeof(core::BatchItem));
inline constexpr std::size_t canary_blocks_at = align(canary_macs_at + (max_canaries * core::max_digest_bytes));
inline constexpr std::size_t shape_at = align(canary_blocks_at + max_canary_blocks_bytes);

/// Longer records are not for one thread: with a message of the most that a batch may have, in any form, and as much
/// again, a record is shorter.
inline constexpr std::uint64_t max_thread_bytes = 4 * core::max_batch_message_bytes;

/// Room for the messages of a slot of text: as much again as the text for padding.
constexpr std::size_t text_blocks_bytes(std::size_t slot_bytes) {
    return 2 * slot_bytes;
}

}    // namespace hmacsweep::gpu::slot_layout
