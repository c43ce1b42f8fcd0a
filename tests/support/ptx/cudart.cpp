// The functions of CUDA's runtime that the program and Thrust call, over a machine that interprets PTX. Linked in place
// of CUDA's own (CUDA Runtime API 13; crt/host_runtime.h for what nvcc's code calls by itself).
#include "tests/support/ptx/answer.hpp"

#include <cstdio>
#include <cstring>

namespace hmacsweep::tests::ptx {
namespace {

thread_local int current_device = 0;

int of_device(Machine& here, int device) {
    return device >= 0 && device < here.plan().num_devices ? 0 : cudaErrorInvalidDevice;
}

std::uint64_t address_of(const void* device_memory) {
    return reinterpret_cast<std::uint64_t>(device_memory);
}

int attribute(Machine& here, cudaDeviceAttr which, int& value) {
    switch (which) {
        case cudaDevAttrComputeMode:
            value = cudaComputeModeDefault;
            return 0;
        case cudaDevAttrMultiProcessorCount:
            value = 4;
            return 0;
        case cudaDevAttrMaxThreadsPerMultiProcessor:
            value = 2048;
            return 0;
        case cudaDevAttrComputeCapabilityMajor:
            value = here.architecture() / 10;
            return 0;
        case cudaDevAttrComputeCapabilityMinor:
            value = here.architecture() % 10;
            return 0;
        case cudaDevAttrMaxGridDimX:
            value = 2147483647;
            return 0;
        case cudaDevAttrMaxSharedMemoryPerBlock:
            value = 48 * 1024;
            return 0;
        case cudaDevAttrMaxSharedMemoryPerBlockOptin:
            value = 64 * 1024;
            return 0;
        case cudaDevAttrReservedSharedMemoryPerBlock:
            value = 1024;
            return 0;
        case cudaDevAttrWarpSize:
            value = static_cast<int>(warp_lanes);
            return 0;
        default:
            return here.find_fault("an attribute that the stand-in does not know: " + std::to_string(which),
                                   cudaErrorInvalidValue);
    }
}

}    // namespace
}    // namespace hmacsweep::tests::ptx

using namespace hmacsweep::tests::ptx;    // for functions that must be global

extern "C" {

cudaError_t cudaGetLastError() {
    const cudaError_t error = last_error();
    last_error() = static_cast<cudaError_t>(machine().lasting_error());
    return error;
}
cudaError_t cudaPeekAtLastError() {
    return last_error();
}
const char* cudaGetErrorName(cudaError_t error) {
    static thread_local char text[32];
    std::snprintf(text, sizeof(text), "cudaError%d", static_cast<int>(error));
    return text;
}
const char* cudaGetErrorString(cudaError_t /*error*/) {
    return "an error of the PTX interpreter";
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
    return answer("cudaGetDeviceCount", [&](Machine& here) { return *count = here.plan().num_devices, 0; });
}
cudaError_t cudaGetDevice(int* device) {
    return answer("cudaGetDevice", [&](Machine& /*here*/) { return *device = current_device, 0; });
}
cudaError_t cudaSetDevice(int device) {
    return answer("cudaSetDevice", [&](Machine& here) { return current_device = device, of_device(here, device); });
}
cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device) {
    return answer("cudaGetDeviceProperties", [&](Machine& here) {
        *properties = {};
        std::strcpy(properties->name, "PTX interpreter");
        properties->major = here.architecture() / 10;
        properties->minor = here.architecture() % 10;
        properties->totalGlobalMem = here.plan().device_bytes;
        return of_device(here, device);
    });
}
cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr which, int device) {
    return answer("cudaDeviceGetAttribute", [&](Machine& here) {
        const int code = of_device(here, device);
        return code != 0 ? code : attribute(here, which, *value);
    });
}
cudaError_t cudaFuncGetAttributes(cudaFuncAttributes* attributes, const void* host) {
    return answer("cudaFuncGetAttributes", [&](Machine& here) -> int {
        const Kernel* const kernel = here.find_kernel(host);
        if (kernel == nullptr) {
            return cudaErrorInvalidDeviceFunction;
        }
        *attributes = {};
        attributes->ptxVersion = attributes->binaryVersion = here.architecture();
        attributes->maxThreadsPerBlock = kernel->max_threads == 0 ? 1024 : static_cast<int>(kernel->max_threads);
        attributes->localSizeBytes = kernel->local_bytes;
        attributes->sharedSizeBytes = kernel->shared_bytes;
        return 0;
    });
}
cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int* blocks, const void* host, int /*size*/,
                                                                   std::size_t /*shared*/, unsigned /*flags*/) {
    return answer("cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags", [&](Machine& here) -> int {
        *blocks = 2;
        return here.find_kernel(host) == nullptr ? cudaErrorInvalidDeviceFunction : cudaSuccess;
    });
}
cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total) {
    return answer("cudaMemGetInfo", [&](Machine& here) {
        *free = here.free_bytes();
        *total = here.plan().device_bytes;
        return 0;
    });
}

cudaError_t cudaMalloc(void** memory, std::size_t bytes) {
    return answer("cudaMalloc", [&](Machine& here) {
        std::uint64_t address = 0;
        const int code = here.allocate(bytes, address);
        *memory = reinterpret_cast<void*>(address);
        return code;
    });
}
cudaError_t cudaHostAlloc(void** memory, std::size_t bytes, unsigned /*flags*/) {
    return answer("cudaHostAlloc", [&](Machine& here) { return *memory = here.allocate_pinned(bytes), 0; });
}
cudaError_t cudaFree(void* memory) {
    return answer("cudaFree", [&](Machine& here) { return memory == nullptr ? 0 : here.release(address_of(memory)); });
}
cudaError_t cudaFreeHost(void* memory) {
    return answer("cudaFreeHost", [&](Machine& here) { return memory == nullptr ? 0 : here.release_pinned(memory); });
}
cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned /*flags*/) {
    return answer("cudaStreamCreateWithFlags", [&](Machine& here) {
        *stream = static_cast<cudaStream_t>(here.streams().create_stream());
        return 0;
    });
}
cudaError_t cudaStreamDestroy(cudaStream_t stream) {
    return answer("cudaStreamDestroy", [&](Machine& here) {
        return here.streams().destroy_stream(stream)
                   ? 0
                   : here.find_fault("the end of a stream that is none", cudaErrorInvalidValue);
    });
}
cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
    return answer("cudaStreamSynchronize", [&](Machine& here) {
        if (!here.streams().has_stream(stream)) {
            return here.find_fault("a wait for a stream that is none", cudaErrorInvalidValue);
        }
        here.attempt([&] { here.streams().finish(stream); });
        return here.lasting_error();
    });
}
cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned /*flags*/) {
    return answer("cudaEventCreateWithFlags", [&](Machine& here) {
        *event = static_cast<cudaEvent_t>(here.streams().create_event());
        return 0;
    });
}
cudaError_t cudaEventDestroy(cudaEvent_t event) {
    return answer("cudaEventDestroy", [&](Machine& here) {
        return here.streams().destroy_event(event)
                   ? 0
                   : here.find_fault("the end of an event that is none", cudaErrorInvalidValue);
    });
}
cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
    return answer("cudaEventRecord", [&](Machine& here) {
        return here.streams().record(event, stream)
                   ? 0
                   : here.find_fault("a record of what is no event, or on no stream", cudaErrorInvalidValue);
    });
}
cudaError_t cudaEventQuery(cudaEvent_t event) {
    return answer("cudaEventQuery", [&](Machine& here) -> int {
        if (!here.streams().has_event(event)) {
            return here.find_fault("a query of an event that is none", cudaErrorInvalidValue);
        }
        bool is_done = false;
        here.attempt([&] { is_done = here.streams().is_done(event); });
        return here.lasting_error() != 0 ? here.lasting_error() : is_done ? cudaSuccess : cudaErrorNotReady;
    });
}
cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind, cudaStream_t stream) {
    return answer("cudaMemcpyAsync", [&](Machine& here) {
        if (kind == cudaMemcpyHostToDevice) {
            return here.copy_to_device(address_of(to), from, bytes, stream);
        }
        if (kind == cudaMemcpyDeviceToHost) {
            return here.copy_to_host(to, address_of(from), bytes, stream);
        }
        if (kind == cudaMemcpyDeviceToDevice) {
            return here.copy_within(address_of(to), address_of(from), bytes, stream);
        }
        return here.find_fault("a copy that does not say between what", cudaErrorInvalidValue);
    });
}
cudaError_t cudaMemsetAsync(void* memory, int value, std::size_t bytes, cudaStream_t stream) {
    return answer("cudaMemsetAsync",
                  [&](Machine& here) { return here.fill(address_of(memory), value, bytes, stream); });
}
}
