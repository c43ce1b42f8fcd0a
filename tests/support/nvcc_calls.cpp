// What nvcc's code calls by itself, as far as every stand-in for CUDA's runtime answers it in the same way. A stand-in
// has cudaLaunchKernel(), and keeps the kernels that are registered.
#include <cstddef>

#include <cuda_runtime_api.h>

extern "C" {

char __cudaInitModule(void** /*binary*/) {
    return 1;
}
void __cudaRegisterFatBinaryEnd(void** /*binary*/) {}
void __cudaUnregisterFatBinary(void** /*binary*/) {}
void __cudaRegisterVar(void** /*binary*/, char* /*host*/, char* /*device*/, const char* /*name*/, int /*ext*/,
                       std::size_t /*size*/, int /*constant*/, int /*global*/) {}
cudaError_t __cudaGetKernel(cudaKernel_t* kernel, const void* host) {
    *kernel = static_cast<cudaKernel_t>(const_cast<void*>(host));
    return cudaSuccess;
}
cudaError_t __cudaLaunchKernel(cudaKernel_t kernel, dim3 grid, dim3 block, void** arguments, std::size_t shared_bytes,
                               cudaStream_t stream) {
    return cudaLaunchKernel(kernel, grid, block, arguments, shared_bytes, stream);
}
cudaError_t cudaLaunchKernelExC(const cudaLaunchConfig_t* config, const void* host, void** arguments) {
    return cudaLaunchKernel(host, config->gridDim, config->blockDim, arguments, config->dynamicSmemBytes,
                            config->stream);
}
}
