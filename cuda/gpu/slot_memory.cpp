#include "cuda/gpu/slot_memory.hpp"

#include "cuda/gpu/slot_layout.hpp"

namespace hmacsweep::gpu {

WorkPlaces::WorkPlaces(std::size_t slot_bytes) {
    using slot_layout::align;
    const std::size_t most = slot_layout::most_items(slot_bytes);
    order = align(keys + (most * sizeof(std::uint16_t)));
    verdicts = align(order + (most * sizeof(std::uint32_t)));
    running = align(verdicts + most);
    scratch = align(running + (most * sizeof(std::uint64_t)));
    output = align(scratch + scratch_bytes_for(most));
    output_end = align(output + (most * core::max_digest_bytes));
    frames = output_end;
    items = align(frames + (slot_layout::most_lines(slot_bytes) * sizeof(core::Frame)));
    macs = align(items + (most * sizeof(core::BatchItem)));
    trial_counts = align(macs + (most * core::max_digest_bytes));
    trial_ranks = align(trial_counts + (most * sizeof(std::uint64_t)));
    blocks = align(trial_ranks + (most * sizeof(std::uint32_t)));
    end = blocks + slot_layout::text_blocks_bytes(slot_bytes);
}

std::size_t device_bytes_for(std::size_t slot_bytes) {
    return slot_bytes + WorkPlaces(slot_bytes).end + SlotLeaves::device_bytes_for(slot_bytes);
}

SlotMemory::SlotMemory(Runtime& runtime, std::size_t slot_bytes)
    : capacity(slot_bytes),
      places(slot_bytes),
      input(runtime, slot_bytes),
      output(runtime, output_bytes()),
      device_input(runtime, slot_bytes),
      device_work(runtime, places.end),
      stream(runtime),
      event(runtime),
      leaves(runtime, slot_bytes) {}

}    // namespace hmacsweep::gpu
