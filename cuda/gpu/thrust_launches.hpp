// The Thrust steps on a stream of the current device, for the runtime that calls CUDA.
#pragma once

#include "cuda/gpu/runtime.hpp"

#include <cuda_runtime_api.h>

namespace hmacsweep::gpu {

/// They throw what Thrust throws: thrust::system_error with CUDA's code, or std::bad_alloc when the scratch is too
/// small.
void launch(const OrderStep& step, cudaStream_t stream);
void launch(const TallyStep& step, cudaStream_t stream);
/// The scans of a FrameStep.
void launch_joining(const FrameStep& step, cudaStream_t stream);
void launch_counting(const FrameStep& step, cudaStream_t stream);

}    // namespace hmacsweep::gpu
