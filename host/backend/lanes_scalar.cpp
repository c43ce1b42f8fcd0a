// The hash stage, one message at a time.
#define HMACSWEEP_ISA scalar
#include "cuda/core/judge.hpp"
#include "host/backend/lanes.hpp"

namespace hmacsweep::backend {

const LaneFunctions scalar_lanes{core::verify_batch<std::uint32_t, std::uint64_t>,
                                 core::generate_batch<std::uint32_t, std::uint64_t>};

}    // namespace hmacsweep::backend
