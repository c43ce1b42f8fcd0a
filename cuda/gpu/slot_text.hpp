// The text in a slot: where its bytes and all that a device needs to read them lie in the slot's input.
#pragma once

#include "cuda/gpu/slot_memory.hpp"
#include "cuda/gpu/text_input.hpp"

#include <memory>

namespace hmacsweep::gpu {

/// The longest record whose text goes into a slot of that size.
[[nodiscard]] std::size_t max_text_bytes(const TextInput& input, std::size_t slot_bytes);
/// The bytes of the input that a text with `num_frames` frames takes.
[[nodiscard]] std::size_t text_input_bytes(const TextInput& input, std::size_t num_frames, std::size_t text_bytes);

/// Plain data, which can be copied; it is good for as long as its slot holds the same text.
struct SlotText {
    std::shared_ptr<const TextKeys> keys;
    // As the device has them:
    core::PlainShapeView shape{};
    core::TrialKeys trial_keys{};
    core::TextPlaces places{};
    std::uint64_t max_record_bytes = 0;    ///< longer records are not plain
    std::size_t base = 0;                  ///< where the text begins in the slab
    std::size_t bytes = 0;                 ///< of the text
    const std::uint8_t* pinned =
        nullptr;    ///< the text in a pinned slab, copied from there; null: in the slot's buffer
    // Places in the input:
    std::size_t frames_at = 0;    ///< of the frames that the host has found
    std::size_t text_at = 0;
    std::size_t end = 0;

    /// Copies the input from place `from` on to the device, and the text from the slab if it is pinned. The slab stays
    /// pinned until the answers have been taken, or until the device was given up and its work does not matter.
    void copy(Runtime& runtime, const SlotMemory& memory, std::size_t from) const;
};

/// Puts `bytes` bytes of the slab from `base` on into the slot, with the shape and the candidate keys, and finds the
/// whole leaves among them. Leaves room for `num_frames` frames. The input must have room: text_input_bytes().
[[nodiscard]] SlotText put_text(SlotMemory& memory, const TextInput& input, std::size_t num_frames, std::size_t base,
                                std::size_t bytes, std::uint64_t batch_number);

/// How many records a slot can take at once that has all of a text with its messages.
[[nodiscard]] std::size_t room_for_records(const core::TextPlaces& places, std::size_t text_bytes,
                                           std::size_t slot_bytes);

}    // namespace hmacsweep::gpu
