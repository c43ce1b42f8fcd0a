// The hash stage in 256-bit registers; compiled with -mavx2.
#define HMACSWEEP_ISA simd_avx2
#include "cuda/core/judge.hpp"
#include "cuda/core/leaf_digest.hpp"
#include "host/backend/lanes.hpp"

namespace hmacsweep::backend {

const LaneFunctions simd_avx2_lanes{core::verify_batch<core::U32x8, core::U64x4>,
                                    core::generate_batch<core::U32x8, core::U64x4>};

const LeafLanes simd_avx2_leaf_lanes{core::digest_leaves<core::U32x8>, core::num_lanes<core::U32x8>};

}    // namespace hmacsweep::backend
