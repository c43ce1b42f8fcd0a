// The hash stage in 512-bit registers; compiled with -mavx512f and -mavx512bw.
#define HMACSWEEP_ISA simd_avx512
#include "cuda/core/judge.hpp"
#include "cuda/core/leaf_digest.hpp"
#include "host/backend/lanes.hpp"

namespace hmacsweep::backend {

const LaneFunctions simd_avx512_lanes{core::verify_batch<core::U32x16, core::U64x8>,
                                      core::generate_batch<core::U32x16, core::U64x8>};

const LeafLanes simd_avx512_leaf_lanes{core::digest_leaves<core::U32x16>, core::num_lanes<core::U32x16>};

}    // namespace hmacsweep::backend
