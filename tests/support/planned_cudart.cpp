#include "tests/support/planned_cudart.hpp"

#include <cuda_runtime_api.h>

namespace hmacsweep::tests {
namespace {

/// By the address that the host launches them by.
std::map<const void*, std::string>& kernels() {
    static std::map<const void*, std::string> names;
    return names;
}

cudaError_t last_error = cudaSuccess;

/// As in CUDA, an error is reported once more by the next cudaGetLastError().
cudaError_t answer(int code) {
    if (code != 0) {
        last_error = static_cast<cudaError_t>(code);
    }
    return static_cast<cudaError_t>(code);
}

cudaError_t answer_to(const char* call) {
    const auto& failing = planned_cudart().failing_calls;
    const auto found = failing.find(call);
    return answer(found == failing.end() ? 0 : found->second);
}

}    // namespace

PlannedCudart& planned_cudart() {
    static PlannedCudart cudart;
    return cudart;
}

}    // namespace hmacsweep::tests

using hmacsweep::tests::answer;
using hmacsweep::tests::answer_to;
using hmacsweep::tests::kernels;
using hmacsweep::tests::last_error;
using hmacsweep::tests::planned_cudart;

extern "C" {

// What nvcc's code calls by itself.
void** __cudaRegisterFatBinary(void* binary) {
    return static_cast<void**>(binary);
}
void __cudaRegisterFunction(void** /*binary*/, const char* host, char* /*device*/, const char* name, int /*limit*/,
                            uint3* /*tid*/, uint3* /*bid*/, dim3* /*block*/, dim3* /*grid*/, int* /*warp*/) {
    kernels()[host] = name;
}
unsigned __cudaPushCallConfiguration(dim3 /*grid*/, dim3 /*block*/, std::size_t /*shared*/, CUstream_st* /*stream*/) {
    return 0;
}
cudaError_t __cudaPopCallConfiguration(dim3* grid, dim3* block, std::size_t* shared, void* stream) {
    *grid = *block = dim3(1);
    *shared = 0;
    *static_cast<void**>(stream) = nullptr;
    return cudaSuccess;
}
cudaError_t cudaLaunchKernel(const void* host, dim3 /*grid*/, dim3 /*block*/, void** /*arguments*/,
                             std::size_t /*shared*/, cudaStream_t /*stream*/) {
    const auto& plan = planned_cudart();
    const std::string& name = kernels()[host];
    const bool fails = !plan.failing_kernel.empty() && name.find(plan.failing_kernel) != std::string::npos;
    return answer(fails ? plan.code_of_launch : 0);
}

cudaError_t cudaGetLastError() {
    const cudaError_t error = last_error;
    last_error = cudaSuccess;
    return error;
}
cudaError_t cudaPeekAtLastError() {
    return last_error;
}
const char* cudaGetErrorName(cudaError_t /*error*/) {
    return "planned error";
}
const char* cudaGetErrorString(cudaError_t /*error*/) {
    return "as planned";
}

cudaError_t cudaDriverGetVersion(int* version) {
    *version = CUDART_VERSION;
    return cudaSuccess;
}
cudaError_t cudaRuntimeGetVersion(int* version) {
    *version = CUDART_VERSION;
    return cudaSuccess;
}
cudaError_t cudaGetDeviceCount(int* count) {
    *count = 2;
    return answer_to("cudaGetDeviceCount");
}
cudaError_t cudaGetDevice(int* device) {
    *device = 0;
    return cudaSuccess;
}
cudaError_t cudaSetDevice(int device) {
    planned_cudart().devices.insert(device);
    return answer_to("cudaSetDevice");
}
cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int /*device*/) {
    *properties = {};
    return answer_to("cudaGetDeviceProperties");
}
cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr attribute, int /*device*/) {
    const auto& plan = planned_cudart();
    switch (attribute) {
        case cudaDevAttrMultiProcessorCount:
            *value = plan.multiprocessors;
            break;
        case cudaDevAttrMaxThreadsPerMultiProcessor:
            *value = plan.threads_of_each;
            break;
        case cudaDevAttrComputeMode:
            *value = cudaComputeModeDefault;
            break;
        default:
            *value = 1 << 16;    // grids' and blocks' sizes
    }
    return cudaSuccess;
}
cudaError_t cudaFuncGetAttributes(cudaFuncAttributes* attributes, const void* /*function*/) {
    *attributes = {};
    attributes->ptxVersion = attributes->binaryVersion = 90;
    attributes->maxThreadsPerBlock = 1024;
    attributes->localSizeBytes = planned_cudart().local_bytes;
    return answer_to("cudaFuncGetAttributes");
}
cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int* blocks, const void* /*function*/, int /*size*/,
                                                                   std::size_t /*shared*/, unsigned /*flags*/) {
    *blocks = 2;
    return cudaSuccess;
}
cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total) {
    *free = *total = planned_cudart().free_bytes;
    return answer_to("cudaMemGetInfo");
}

cudaError_t cudaMalloc(void** memory, std::size_t /*bytes*/) {
    *memory = nullptr;
    return answer_to("cudaMalloc");
}
cudaError_t cudaHostAlloc(void** memory, std::size_t /*bytes*/, unsigned /*flags*/) {
    *memory = nullptr;
    return answer_to("cudaHostAlloc");
}
cudaError_t cudaFree(void* /*memory*/) {
    return answer_to("cudaFree");
}
cudaError_t cudaFreeHost(void* /*memory*/) {
    return answer_to("cudaFreeHost");
}
cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned /*flags*/) {
    *stream = nullptr;
    return answer_to("cudaStreamCreateWithFlags");
}
cudaError_t cudaStreamDestroy(cudaStream_t /*stream*/) {
    return answer_to("cudaStreamDestroy");
}
cudaError_t cudaStreamSynchronize(cudaStream_t /*stream*/) {
    return answer_to("cudaStreamSynchronize");
}
cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned /*flags*/) {
    *event = nullptr;
    return answer_to("cudaEventCreateWithFlags");
}
cudaError_t cudaEventDestroy(cudaEvent_t /*event*/) {
    return answer_to("cudaEventDestroy");
}
cudaError_t cudaEventRecord(cudaEvent_t /*event*/, cudaStream_t /*stream*/) {
    return answer_to("cudaEventRecord");
}
cudaError_t cudaEventQuery(cudaEvent_t /*event*/) {
    return answer_to("cudaEventQuery");
}
cudaError_t cudaMemcpyAsync(void* /*to*/, const void* /*from*/, std::size_t /*bytes*/, cudaMemcpyKind /*kind*/,
                            cudaStream_t /*stream*/) {
    return answer_to("cudaMemcpyAsync");
}
cudaError_t cudaMemsetAsync(void* /*memory*/, int /*value*/, std::size_t /*bytes*/, cudaStream_t /*stream*/) {
    return answer_to("cudaMemsetAsync");
}
}
