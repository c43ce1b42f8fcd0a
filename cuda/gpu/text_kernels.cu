// The kernels that read text: one thread a record, by the core's steps. They keep places in local memory, of which the
// hashing kernels have none, and so stand in a file of their own.
#include "cuda/gpu/kernels.hpp"

namespace hmacsweep::gpu {
namespace {

constexpr unsigned text_threads = 128;

__global__ void __launch_bounds__(text_threads) pack_records(core::PackRecords step, std::size_t count) {
    const std::size_t i = (std::size_t{blockIdx.x} * blockDim.x) + threadIdx.x;
    if (i < count) {
        step(i);
    }
}

}    // namespace

Launched launch(const core::PackRecords& step, std::size_t count, cudaStream_t stream) {
    const auto blocks = static_cast<unsigned>((count + text_threads - 1) / text_threads);
    pack_records<<<blocks, text_threads, 0, stream>>>(step, count);
    return {cudaGetLastError(), "pack_records"};
}

cudaError_t find_local_bytes(std::size_t& bytes) {
    cudaFuncAttributes attributes{};
    const cudaError_t error = cudaFuncGetAttributes(&attributes, reinterpret_cast<const void*>(&pack_records));
    bytes = attributes.localSizeBytes;
    return error;
}

}    // namespace hmacsweep::gpu
