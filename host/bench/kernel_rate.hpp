// The rate of the judging kernel alone, on data that is in device memory already.
#pragma once

#include "cuda/gpu/runtime.hpp"
#include "host/bench/rates.hpp"

namespace hmacsweep::bench {

/// Measures on the calling thread's current device. The host's clock times each launch, so a workload should take
/// milliseconds. The keys must not be secret, because their schedules are not wiped from device memory. The workload
/// must not be empty. Throws WrongVerdicts and gpu::CudaError.
[[nodiscard]] Rate kernel_rate(gpu::Runtime& runtime, const Workload& workload, const keys::KeyTable& keys,
                               const Effort& effort);

}    // namespace hmacsweep::bench
