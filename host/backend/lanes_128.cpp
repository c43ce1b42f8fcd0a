// The hash stage in 128-bit registers: SSE2, NEON, or whatever the compiler makes of them.
#define HMACSWEEP_ISA simd_128
#include "cuda/core/judge.hpp"
#include "cuda/core/leaf_digest.hpp"
#include "host/backend/lanes.hpp"

namespace hmacsweep::backend {

const LaneFunctions simd_128_lanes{core::verify_batch<core::U32x4, core::U64x2>,
                                   core::generate_batch<core::U32x4, core::U64x2>};

const LeafLanes simd_128_leaf_lanes{core::digest_leaves<core::U32x4>, core::num_lanes<core::U32x4>};

}    // namespace hmacsweep::backend
