// The entry points of the hash stage, one for each instruction set. Each lies in a translation unit of its own, which
// is compiled for that instruction set and includes core headers only (see cuda/core/config.hpp, HMACSWEEP_ISA).
#pragma once

#include "cuda/core/batch.hpp"

namespace hmacsweep::backend {

/// core::verify_batch and core::generate_batch for one word type.
struct LaneFunctions {
    void (*verify)(const core::BatchView&, const core::KeyTableView&, core::Verdict*);
    void (*generate)(const core::BatchView&, const core::KeyTableView&, std::uint8_t* macs);
};

/// core::digest_leaves for one word type.
struct LeafLanes {
    void (*digest_leaves)(const std::uint8_t* const* leaves, std::size_t num_leaves, std::size_t size,
                          std::uint8_t* digests);
    std::size_t num_lanes;    ///< leaves that are hashed at the same time
};

/// Only a machine that has the instruction set may call these functions.
extern const LaneFunctions scalar_lanes;
extern const LaneFunctions simd_128_lanes;
extern const LeafLanes simd_128_leaf_lanes;
#if defined(__x86_64__)
extern const LaneFunctions simd_avx2_lanes;
extern const LaneFunctions simd_avx512_lanes;
extern const LaneFunctions simd_avx512x2_lanes;
extern const LeafLanes simd_avx2_leaf_lanes;
extern const LeafLanes simd_avx512_leaf_lanes;
#endif

}    // namespace hmacsweep::backend
