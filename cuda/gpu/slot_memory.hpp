// What one slot owns: two pinned buffers, two arrays on the device, a stream and an event. All of it is allocated once;
// nothing is allocated while records are judged.
#pragma once

#include "cuda/gpu/owners.hpp"
#include "cuda/gpu/slot_leaves.hpp"

namespace hmacsweep::gpu {

/// The smallest and the usual size of a slot's input, in bytes. The smallest holds the longest message of a batch.
inline constexpr std::size_t min_slot_bytes = std::size_t{256} * 1024;
inline constexpr std::size_t usual_slot_bytes = std::size_t{64} << 20;
/// The device memory that a slot of that size takes.
[[nodiscard]] std::size_t device_bytes_for(std::size_t slot_bytes);

/// The places of the arrays in SlotMemory::device_work, each with room for the most items of a slot.
struct WorkPlaces {
    explicit WorkPlaces(std::size_t slot_bytes);

    std::size_t keys = 0;
    std::size_t order = 0;
    std::size_t verdicts = 0;
    std::size_t running = 0;
    std::size_t scratch = 0;
    std::size_t output = 0;    ///< what goes back to the host
    std::size_t output_end = 0;
    std::size_t frames = 0;    ///< the frames that the device has found
    // Texts are packed into these:
    std::size_t items = 0;
    std::size_t macs = 0;
    // The states of trials under several keys:
    std::size_t trial_counts = 0;
    std::size_t trial_ranks = 0;
    std::size_t blocks = 0;
    std::size_t end = 0;
};

struct SlotMemory {
    SlotMemory(Runtime& runtime, std::size_t slot_bytes);

    /// A place in device_work, as a pointer for the device.
    template <class T>
    [[nodiscard]] T* work(std::size_t place) const {
        return reinterpret_cast<T*>(device_work.get() + place);
    }
    [[nodiscard]] std::uint8_t* scratch() const { return work<std::uint8_t>(places.scratch); }
    [[nodiscard]] std::size_t scratch_bytes() const { return places.output - places.scratch; }
    [[nodiscard]] std::size_t output_bytes() const { return places.output_end - places.output; }

    std::size_t capacity;    ///< bytes of the input
    WorkPlaces places;
    PinnedMemory input;
    PinnedMemory output;
    DeviceMemory device_input;    ///< the device's copy of `input`
    DeviceMemory device_work;
    OwnedStream stream;
    OwnedEvent event;
    SlotLeaves leaves;
};

}    // namespace hmacsweep::gpu
