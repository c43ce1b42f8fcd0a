// What nvcc's code calls by itself: it registers the program's PTX and kernels, and launches them.
#include "tests/support/ptx/answer.hpp"

namespace hmacsweep::tests::ptx {
namespace {

/// The shape between the two calls that nvcc makes of <<<>>>.
struct Configuration {
    dim3 grid;
    dim3 block;
    std::size_t shared_bytes = 0;
    void* stream = nullptr;
};
thread_local Configuration configuration;

int launch(Machine& here, const void* host, const Configuration& shape, void** arguments) {
    const bool is_flat = shape.grid.y == 1 && shape.grid.z == 1 && shape.block.y == 1 && shape.block.z == 1;
    if (!is_flat || shape.shared_bytes != 0) {
        return here.find_fault("a launch of more than one dimension, or with dynamic shared memory",
                               cudaErrorInvalidValue);
    }
    return here.launch(host, shape.grid.x, shape.block.x, arguments, shape.stream);
}

}    // namespace
}    // namespace hmacsweep::tests::ptx

using namespace hmacsweep::tests::ptx;    // for functions that must be global

extern "C" {

void** __cudaRegisterFatBinary(void* binary) {
    machine().register_binary(binary);
    return static_cast<void**>(binary);
}
void __cudaRegisterFunction(void** binary, const char* host, char* /*device*/, const char* name, int /*limit*/,
                            uint3* /*tid*/, uint3* /*bid*/, dim3* /*block*/, dim3* /*grid*/, int* /*warp*/) {
    machine().register_kernel(binary, host, name);
}
unsigned __cudaPushCallConfiguration(dim3 grid, dim3 block, std::size_t shared_bytes, CUstream_st* stream) {
    configuration = {grid, block, shared_bytes, stream};
    return 0;
}
cudaError_t __cudaPopCallConfiguration(dim3* grid, dim3* block, std::size_t* shared_bytes, void* stream) {
    *grid = configuration.grid;
    *block = configuration.block;
    *shared_bytes = configuration.shared_bytes;
    *static_cast<void**>(stream) = configuration.stream;
    return cudaSuccess;
}
cudaError_t cudaLaunchKernel(const void* host, dim3 grid, dim3 block, void** arguments, std::size_t shared_bytes,
                             cudaStream_t stream) {
    return answer("cudaLaunchKernel",
                  [&](Machine& here) { return launch(here, host, {grid, block, shared_bytes, stream}, arguments); });
}
}
