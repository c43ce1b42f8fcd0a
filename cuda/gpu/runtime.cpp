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
        case 218:    // cudaErrorInvalidPtx
        case 221:    // cudaErrorJitCompilerNotFound
        case 222:    // cudaErrorUnsupportedPtxVersion
        case 304:    // cudaErrorOperatingSystem
        case 701:    // cudaErrorLaunchOutOfResources
            return Severity::Device;
        default:
            // The sticky ones, and all that are not known.
            return Severity::Process;
    }
}

Severity severity_of_pinning(int code) {
    switch (code) {
        case 4:      // cudaErrorCudartUnloading
        case 214:    // cudaErrorECCUncorrectable
        case 220:    // cudaErrorNvlinkUncorrectable
        case 700:    // cudaErrorIllegalAddress
        case 702:    // cudaErrorLaunchTimeout
        case 709:    // cudaErrorContextIsDestroyed
        case 710:    // cudaErrorAssert
        case 714:    // cudaErrorHardwareStackError
        case 715:    // cudaErrorIllegalInstruction
        case 716:    // cudaErrorMisalignedAddress
        case 717:    // cudaErrorInvalidAddressSpace
        case 718:    // cudaErrorInvalidPc
        case 719:    // cudaErrorLaunchFailure
            return Severity::Process;
        default:
            return Severity::OutOfMemory;
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
        throw CudaError(why_closed(), Severity::Process);
    }
}

void Runtime::fail_with(const std::string& what, Severity severity) {
    if (severity == Severity::Process) {
        close(what);
    }
    throw CudaError(what, severity);
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
