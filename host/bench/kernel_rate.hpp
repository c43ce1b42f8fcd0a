// The rate of the judging kernel alone, on data that lies in device memory already.
#pragma once

#include "cuda/gpu/runtime.hpp"
#include "host/bench/rates.hpp"

namespace hmacsweep::bench {

/// On the calling thread's device. Each launch is timed by the host's clock, so a workload should take milliseconds.
/// The keys must be no secret: what the device has of them is not wiped. Throws WrongVerdicts and gpu::CudaError.
[[nodiscard]] Rate kernel_rate(gpu::Runtime& runtime, const Workload& workload, const keys::KeyTable& keys,
                               const Effort& effort);

}    // namespace hmacsweep::bench
