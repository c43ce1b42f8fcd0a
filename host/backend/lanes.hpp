// The entry points of the hash stage for one instruction set each. Every one of them is a translation unit of its own,
// compiled for that instruction set and including core headers only (see cuda/core/config.hpp, HMACSWEEP_ISA).
#pragma once

#include "cuda/core/batch.hpp"

namespace hmacsweep::backend {

/// core::verify_batch and core::generate_batch for one word type.
struct LaneFunctions {
    void (*verify)(const core::BatchView&, const core::KeyTableView&, core::Verdict*);
    void (*generate)(const core::BatchView&, const core::KeyTableView&, std::uint8_t* macs);
};

extern const LaneFunctions scalar_lanes;
extern const LaneFunctions simd_128_lanes;
#if defined(__x86_64__)
extern const LaneFunctions simd_avx2_lanes;
extern const LaneFunctions simd_avx512_lanes;
#endif

}    // namespace hmacsweep::backend
