// Rates of a GPU's slots in flight: from bytes in pinned memory to verdicts on the host, as fast as the bus and the
// kernels go, with nobody filling the slots anew.
#pragma once

#include "cuda/gpu/runtime.hpp"
#include "host/bench/rates.hpp"

namespace hmacsweep::bench {

/// Slots of that size, and so many of them, as the GPU engine has.
struct SlotOptions {
    std::size_t slot_bytes = std::size_t{64} << 20;
    std::size_t num_slots = 3;
    double seconds = 1;
};

/// Packed records; the rate's bytes are those that go over the bus. Throws WrongVerdicts and gpu::CudaError.
[[nodiscard]] Rate packed_slot_rate(gpu::Runtime& runtime, const Records& records, const keys::KeyTable& keys,
                                    const SlotOptions& options);
/// JSON Lines, whose records the device finds; the rate's bytes are those of the text.
[[nodiscard]] Rate text_slot_rate(gpu::Runtime& runtime, const Records& records, const keys::KeyTable& keys,
                                  const SlotOptions& options);

}    // namespace hmacsweep::bench
