// The launches of our kernels, for the runtime that calls CUDA. Each launch puts one step over `count` indices on the
// stream, and returns whether CUDA accepted the launch. `count` is at least 1.
#pragma once

#include "cuda/core/leaf_steps.hpp"
#include "cuda/core/record_index.hpp"
#include "cuda/core/short_answer.hpp"
#include "cuda/core/steps.hpp"
#include "cuda/core/text_steps.hpp"
#include "cuda/core/trial_steps.hpp"

#include <cuda_runtime_api.h>

namespace hmacsweep::gpu {

/// Whether CUDA accepted a launch, and of which kernel.
struct Launched {
    cudaError_t error;
    const char* kernel;
};

Launched launch(const core::MakeSchedules<core::Sha256Family>& step, std::size_t count, cudaStream_t stream);
Launched launch(const core::MakeSchedules<core::Sha512Family>& step, std::size_t count, cudaStream_t stream);
/// In text_kernels.cu.
Launched launch(const core::PackRecords& step, std::size_t count, cudaStream_t stream);
Launched launch(const core::DigestLeaves& step, std::size_t count, cudaStream_t stream);
/// In index_kernels.cu.
Launched launch(const core::CountLines& step, std::size_t count, cudaStream_t stream);
Launched launch(const core::WriteLineEnds& step, std::size_t count, cudaStream_t stream);
Launched launch(const core::WriteFrames& step, std::size_t count, cudaStream_t stream);
Launched launch(const core::ShortenAnswers& step, std::size_t count, cudaStream_t stream);
Launched launch(const core::StartOrder& step, std::size_t count, cudaStream_t stream);
Launched launch(const core::JudgeItems<core::Sha256Family>& step, std::size_t count, cudaStream_t stream);
Launched launch(const core::JudgeItems<core::Sha512Family>& step, std::size_t count, cudaStream_t stream);
Launched launch(const core::TryItems<core::Sha256Family>& step, std::size_t count, cudaStream_t stream);
Launched launch(const core::TryItems<core::Sha512Family>& step, std::size_t count, cudaStream_t stream);
Launched launch(const core::SettleTrials& step, std::size_t count, cudaStream_t stream);
Launched launch(const core::GenerateItems<core::Sha256Family>& step, std::size_t count, cudaStream_t stream);
Launched launch(const core::GenerateItems<core::Sha512Family>& step, std::size_t count, cudaStream_t stream);
/// Runs over whole warps; `count` is the number of verdicts.
Launched launch(const core::PackVerdicts& step, std::size_t count, cudaStream_t stream);

/// Whether this build has code that runs on the current device.
cudaError_t find_code();
/// The bytes of local memory that one thread of pack_records takes; no other kernel takes more. In text_kernels.cu.
cudaError_t find_local_bytes(std::size_t& bytes);

}    // namespace hmacsweep::gpu
