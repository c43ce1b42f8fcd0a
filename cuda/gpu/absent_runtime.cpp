// The runtime of a build without nvcc: there is none, and it says why.
#include "cuda/gpu/runtime.hpp"

namespace hmacsweep::gpu {

OpenedRuntime open_runtime() {
    return {nullptr,
            {"this build has no GPU code: " HMACSWEEP_NO_CUDA_REASON,
             "to have it, install the CUDA Toolkit 13 (nvcc) and build again", true}};
}

}    // namespace hmacsweep::gpu
