// The judging kernel in other forms, to be measured beside the one that the program has: which is fastest on a chip is
// a question for a clock.
#pragma once

#include "cuda/core/steps.hpp"

#include <array>
#include <string_view>

#include <cuda_runtime_api.h>

namespace hmacsweep::bench {

/// A form of the kernel for each family.
struct KernelVariant {
    std::string_view name;    ///< `rolled, 256 threads, 4 blocks`
    cudaError_t (*launch_narrow)(const core::JudgeItems<core::Sha256Family>&, std::size_t, cudaStream_t);
    cudaError_t (*launch_wide)(const core::JudgeItems<core::Sha512Family>&, std::size_t, cudaStream_t);
};

/// All forms, without the program's own.
[[nodiscard]] std::array<KernelVariant, 9> kernel_variants();
/// To be called once before the first launch: gives the forms their constants.
[[nodiscard]] cudaError_t prepare_kernel_variants();

}    // namespace hmacsweep::bench
