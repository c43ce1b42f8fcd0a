// The kernels that find records in text, one thread a piece of it or a line, and that shorten what goes back of each.
#include "cuda/gpu/kernels.hpp"

namespace hmacsweep::gpu {
namespace {

constexpr unsigned index_threads = 256;

__global__ void __launch_bounds__(index_threads) count_lines(core::CountLines step, std::size_t count) {
    const std::size_t i = (std::size_t{blockIdx.x} * blockDim.x) + threadIdx.x;
    if (i < count) {
        step(i);
    }
}

__global__ void __launch_bounds__(index_threads) write_line_ends(core::WriteLineEnds step, std::size_t count) {
    const std::size_t i = (std::size_t{blockIdx.x} * blockDim.x) + threadIdx.x;
    if (i < count) {
        step(i);
    }
}

__global__ void __launch_bounds__(index_threads) write_frames(core::WriteFrames step, std::size_t count) {
    const std::size_t i = (std::size_t{blockIdx.x} * blockDim.x) + threadIdx.x;
    if (i < count) {
        step(i);
    }
}

__global__ void __launch_bounds__(index_threads) shorten_answers(core::ShortenAnswers step, std::size_t count) {
    const std::size_t i = (std::size_t{blockIdx.x} * blockDim.x) + threadIdx.x;
    if (i < count) {
        step(i);
    }
}

unsigned num_blocks(std::size_t count) {
    return static_cast<unsigned>((count + index_threads - 1) / index_threads);
}

}    // namespace

Launched launch(const core::CountLines& step, std::size_t count, cudaStream_t stream) {
    count_lines<<<num_blocks(count), index_threads, 0, stream>>>(step, count);
    return {cudaGetLastError(), "count_lines"};
}

Launched launch(const core::WriteLineEnds& step, std::size_t count, cudaStream_t stream) {
    write_line_ends<<<num_blocks(count), index_threads, 0, stream>>>(step, count);
    return {cudaGetLastError(), "write_line_ends"};
}

Launched launch(const core::WriteFrames& step, std::size_t count, cudaStream_t stream) {
    write_frames<<<num_blocks(count), index_threads, 0, stream>>>(step, count);
    return {cudaGetLastError(), "write_frames"};
}

Launched launch(const core::ShortenAnswers& step, std::size_t count, cudaStream_t stream) {
    shorten_answers<<<num_blocks(count), index_threads, 0, stream>>>(step, count);
    return {cudaGetLastError(), "shorten_answers"};
}

}    // namespace hmacsweep::gpu
