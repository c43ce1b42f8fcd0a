#include "cuda/gpu/slot.hpp"

#include <algorithm>

namespace hmacsweep::gpu {

std::vector<std::unique_ptr<Slot>> make_slots(Runtime& runtime, std::size_t count, std::size_t slot_bytes) {
    std::size_t bytes = slot_bytes;
    const auto halve = [&] { bytes = std::max(bytes / 2, min_slot_bytes); };
    const std::size_t budget = runtime.free_bytes() / 10 * 9;
    while (bytes > min_slot_bytes && device_bytes_for(bytes) * count > budget) {
        halve();
    }
    std::vector<std::unique_ptr<Slot>> slots;
    for (;;) {
        try {
            while (slots.size() < count) {
                slots.push_back(std::make_unique<Slot>(runtime, bytes));
            }
            return slots;
        } catch (const CudaError& error) {
            if (error.severity() != Severity::OutOfMemory || bytes == min_slot_bytes) {
                throw;
            }
            slots.clear();
            halve();
        }
    }
}

}    // namespace hmacsweep::gpu
