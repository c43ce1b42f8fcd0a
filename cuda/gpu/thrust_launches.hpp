// The Thrust steps on a stream of the current device, for the runtime that calls CUDA.
#pragma once

#include "cuda/gpu/kernels.hpp"
#include "cuda/gpu/runtime.hpp"

namespace hmacsweep::gpu {

Launched launch(const OrderStep& step, cudaStream_t stream);
Launched launch(const TallyStep& step, cudaStream_t stream);
/// The two scans of a FrameStep.
Launched launch_joining(const FrameStep& step, cudaStream_t stream);
Launched launch_counting(const FrameStep& step, cudaStream_t stream);

}    // namespace hmacsweep::gpu
