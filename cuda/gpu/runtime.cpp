#include "cuda/gpu/runtime.hpp"

namespace hmacsweep::gpu {

Severity severity_of(int code) {
    // Numbers of cudaError_t, which are part of CUDA's ABI.
    switch (code) {
        case 2:    // cudaErrorMemoryAllocation
            return Severity::OutOfMemory;
        case 1:      // cudaErrorInvalidValue
        case 3:      // cudaErrorInitializationError
        case 9:      // cudaErrorInvalidConfiguration
        case 35:     // cudaErrorInsufficientDriver
        case 46:     // cudaErrorDevicesUnavailable
        case 98:     // cudaErrorInvalidDeviceFunction
        case 100:    // cudaErrorNoDevice
        case 101:    // cudaErrorInvalidDevice
        case 209:    // cudaErrorNoKernelImageForDevice
        case 222:    // cudaErrorUnsupportedPtxVersion
        case 701:    // cudaErrorLaunchOutOfResources
            return Severity::Device;
        default:
            // The sticky ones (214 ECC, 700 illegal address, 702 launch timeout, 710 assert, 716 misaligned address,
            // 719 launch failure, ...) and all that are not known.
            return Severity::Process;
    }
}

void Runtime::close(const std::string& reason) {
    const std::scoped_lock lock(mutex_);
    if (!is_closed_) {
        why_closed_ = reason;
        is_closed_ = true;
    }
}

std::string Runtime::why_closed() const {
    const std::scoped_lock lock(mutex_);
    return why_closed_;
}

std::string Runtime::release_failure() const {
    const std::scoped_lock lock(mutex_);
    return release_failure_;
}

void Runtime::require_open() const {
    if (is_closed_) {
        throw CudaError(why_closed(), -1);
    }
}

void Runtime::fail(const std::string& what, int code) {
    if (severity_of(code) == Severity::Process) {
        close(what);
    }
    throw CudaError(what, code);
}

void Runtime::note_release_failure(const std::string& what) noexcept {
    try {
        const std::scoped_lock lock(mutex_);
        if (release_failure_.empty()) {
            release_failure_ = what;
        }
    } catch (const std::exception&) {
        // No memory for the words; nothing else is at stake.
        return;
    }
}

}    // namespace hmacsweep::gpu
