// The hash stage in pairs of 512-bit registers; compiled with -mavx512f and -mavx512bw.
#define HMACSWEEP_ISA simd_avx512x2
#include "cuda/core/twin.hpp"
#include "host/backend/lanes.hpp"

namespace hmacsweep::backend {

const LaneFunctions simd_avx512x2_lanes{core::verify_batch<core::Twin<core::U32x16>, core::Twin<core::U64x8>>,
                                        core::generate_batch<core::Twin<core::U32x16>, core::Twin<core::U64x8>>};

}    // namespace hmacsweep::backend
