#include "cuda/gpu/slot_text.hpp"

#include "cuda/gpu/search.hpp"
#include "cuda/gpu/slot_layout.hpp"

#include <algorithm>
#include <cstring>

namespace hmacsweep::gpu {
namespace {

using slot_layout::align;
using slot_layout::shape_at;

/// A thread of a GPU takes too long for a longer record. A record is shorter if its message has any form and the most
/// bytes of a batch, and the rest of the record is as long as the message.
constexpr std::uint64_t max_thread_bytes = 4 * core::max_batch_message_bytes;

/// Behind the shape stand the frames, the candidate keys and the text.
std::size_t frames_place(const TextInput& input) {
    return align(shape_at + input.shape.bytes().size());
}
std::size_t trials_place(const TextInput& input, std::size_t num_frames) {
    return frames_place(input) + align(num_frames * sizeof(core::Frame));
}
/// The bytes before the text.
std::size_t head_bytes(const TextInput& input, std::size_t num_frames) {
    const core::TextCandidates* const candidates = input.job.candidates;
    return trials_place(input, num_frames) + (candidates == nullptr ? 0 : align(bytes_of(*candidates)));
}

}    // namespace

std::size_t max_text_bytes(const TextInput& input, std::size_t slot_bytes) {
    return slot_bytes / 2 / input.shape.places().repeats;
}

std::size_t text_input_bytes(const TextInput& input, std::size_t num_frames, std::size_t text_bytes) {
    return head_bytes(input, num_frames) + text_bytes + core::mask_bytes;
}

SlotText put_text(SlotMemory& memory, const TextInput& input, std::size_t num_frames, std::size_t base,
                  std::size_t bytes, std::uint64_t batch_number) {
    std::uint8_t* const here = memory.input.get();
    const std::uint8_t* const there = memory.device_input.get();
    SlotText text;
    text.keys = input.keys;
    text.places = input.shape.places();
    text.max_record_bytes =
        std::min<std::uint64_t>({input.job.max_record_bytes, max_text_bytes(input, memory.capacity), max_thread_bytes});
    text.base = base;
    text.bytes = bytes;
    text.pinned = input.is_pinned ? input.job.slab + base : nullptr;
    text.frames_at = frames_place(input);
    text.text_at = head_bytes(input, num_frames);
    text.end = text_input_bytes(input, num_frames, bytes);
    text.shape = input.shape.view(there + shape_at);
    std::ranges::copy(input.shape.bytes(), here + shape_at);
    if (input.job.candidates != nullptr) {
        const std::size_t at = trials_place(input, num_frames);
        text.trial_keys = write_lists(*input.job.candidates, here + at, there + at);
    }
    if (text.pinned == nullptr) {
        std::memcpy(here + text.text_at, input.job.slab + base, bytes);
        std::memset(here + text.text_at + bytes, 0, core::mask_bytes);
    }
    memory.leaves.load(input.job.leaves, base, base + bytes, batch_number);
    return text;
}

std::size_t room_for_records(const core::TextPlaces& places, std::size_t text_bytes, std::size_t slot_bytes) {
    const std::size_t room = slot_layout::text_blocks_bytes(slot_bytes);
    const std::uint64_t head = core::text_place(places, text_bytes, max_canaries);
    return head >= room ? 0 : (room - head) / places.stride;
}

void SlotText::copy(Runtime& runtime, const SlotMemory& memory, std::size_t from) const {
    const Stream stream = memory.stream.get();
    std::uint8_t* const there = memory.device_input.get();
    const std::size_t until = pinned == nullptr ? end : text_at;
    runtime.copy_to_device(there + from, memory.input.get() + from, until - from, stream);
    if (pinned == nullptr) {
        return;
    }
    if (bytes != 0) {
        runtime.copy_to_device(there + text_at, pinned, bytes, stream);
    }
    runtime.fill(there + text_at + bytes, 0, core::mask_bytes, stream);
}

}    // namespace hmacsweep::gpu
