// The kernels: one thread calls a step of the core for one index. All arithmetic is the core's.
#include "cuda/gpu/kernels.hpp"

namespace hmacsweep::gpu {
namespace {

// Threads of a block, and how many blocks a multiprocessor should hold: what the register file allows without
// spilling (6 of the wide ones would spill on sm_120).
constexpr unsigned narrow_threads = 256;
constexpr unsigned narrow_blocks = 4;
constexpr unsigned wide_threads = 128;
constexpr unsigned wide_blocks = 5;
constexpr unsigned small_threads = 256;
// A warp each, so that the leaves of one slab, which are few and take long, are spread over all multiprocessors.
constexpr unsigned leaf_threads = 32;
constexpr unsigned leaf_blocks = 16;

__device__ std::size_t thread_index() {
    return (std::size_t{blockIdx.x} * blockDim.x) + threadIdx.x;
}

template <class Step>
__device__ void run_one(const Step& step, std::size_t count) {
    const std::size_t i = thread_index();
    if (i < count) {
        step(i);
    }
}

__global__ void make_narrow_schedules(core::MakeSchedules<core::Sha256Family> step, std::size_t count) {
    run_one(step, count);
}
__global__ void make_wide_schedules(core::MakeSchedules<core::Sha512Family> step, std::size_t count) {
    run_one(step, count);
}
__global__ void start_order(core::StartOrder step, std::size_t count) {
    run_one(step, count);
}
__global__ void __launch_bounds__(narrow_threads, narrow_blocks)
    judge_narrow(core::JudgeItems<core::Sha256Family> step, std::size_t count) {
    run_one(step, count);
}
__global__ void __launch_bounds__(wide_threads, wide_blocks)
    judge_wide(core::JudgeItems<core::Sha512Family> step, std::size_t count) {
    run_one(step, count);
}
__global__ void __launch_bounds__(narrow_threads, narrow_blocks)
    try_narrow(core::TryItems<core::Sha256Family> step, std::size_t count) {
    run_one(step, count);
}
__global__ void __launch_bounds__(wide_threads, wide_blocks)
    try_wide(core::TryItems<core::Sha512Family> step, std::size_t count) {
    run_one(step, count);
}
__global__ void settle_trials(core::SettleTrials step, std::size_t count) {
    run_one(step, count);
}
__global__ void __launch_bounds__(narrow_threads, narrow_blocks)
    generate_narrow(core::GenerateItems<core::Sha256Family> step, std::size_t count) {
    run_one(step, count);
}
__global__ void __launch_bounds__(wide_threads, wide_blocks)
    generate_wide(core::GenerateItems<core::Sha512Family> step, std::size_t count) {
    run_one(step, count);
}
__global__ void __launch_bounds__(leaf_threads, leaf_blocks) digest_leaves(core::DigestLeaves step, std::size_t count) {
    run_one(step, count);
}
__global__ void pack_verdicts(core::PackVerdicts step, std::size_t count) {
    const std::size_t i = thread_index();
    // A warp goes in whole or not at all: its lanes vote together.
    if (i - (i % core::warp_lanes) < count) {
        step(i, [](bool answer) { return static_cast<std::uint32_t>(__ballot_sync(~0U, answer ? 1 : 0)); });
    }
}

template <class Step>
Launched launch_over(const char* name, void (*kernel)(Step, std::size_t), const Step& step, std::size_t count,
                     unsigned threads, cudaStream_t stream) {
    const auto blocks = static_cast<unsigned>((count + threads - 1) / threads);
    kernel<<<blocks, threads, 0, stream>>>(step, count);
    return {cudaGetLastError(), name};
}

}    // namespace

Launched launch(const core::MakeSchedules<core::Sha256Family>& step, std::size_t count, cudaStream_t stream) {
    return launch_over("make_narrow_schedules", make_narrow_schedules, step, count, small_threads, stream);
}
Launched launch(const core::MakeSchedules<core::Sha512Family>& step, std::size_t count, cudaStream_t stream) {
    return launch_over("make_wide_schedules", make_wide_schedules, step, count, small_threads, stream);
}
Launched launch(const core::StartOrder& step, std::size_t count, cudaStream_t stream) {
    return launch_over("start_order", start_order, step, count, small_threads, stream);
}
Launched launch(const core::JudgeItems<core::Sha256Family>& step, std::size_t count, cudaStream_t stream) {
    return launch_over("judge_narrow", judge_narrow, step, count, narrow_threads, stream);
}
Launched launch(const core::JudgeItems<core::Sha512Family>& step, std::size_t count, cudaStream_t stream) {
    return launch_over("judge_wide", judge_wide, step, count, wide_threads, stream);
}
Launched launch(const core::TryItems<core::Sha256Family>& step, std::size_t count, cudaStream_t stream) {
    return launch_over("try_narrow", try_narrow, step, count, narrow_threads, stream);
}
Launched launch(const core::TryItems<core::Sha512Family>& step, std::size_t count, cudaStream_t stream) {
    return launch_over("try_wide", try_wide, step, count, wide_threads, stream);
}
Launched launch(const core::SettleTrials& step, std::size_t count, cudaStream_t stream) {
    return launch_over("settle_trials", settle_trials, step, count, small_threads, stream);
}
Launched launch(const core::GenerateItems<core::Sha256Family>& step, std::size_t count, cudaStream_t stream) {
    return launch_over("generate_narrow", generate_narrow, step, count, narrow_threads, stream);
}
Launched launch(const core::GenerateItems<core::Sha512Family>& step, std::size_t count, cudaStream_t stream) {
    return launch_over("generate_wide", generate_wide, step, count, wide_threads, stream);
}
Launched launch(const core::DigestLeaves& step, std::size_t count, cudaStream_t stream) {
    return launch_over("digest_leaves", digest_leaves, step, count, leaf_threads, stream);
}
Launched launch(const core::PackVerdicts& step, std::size_t count, cudaStream_t stream) {
    return launch_over("pack_verdicts", pack_verdicts, step, count, small_threads, stream);
}

cudaError_t find_code() {
    cudaFuncAttributes attributes{};
    return cudaFuncGetAttributes(&attributes, reinterpret_cast<const void*>(&judge_narrow));
}

}    // namespace hmacsweep::gpu
