// CUDA calls of benchmarks: what fails is thrown. And owners of what they lend.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

#include <cuda_runtime_api.h>

namespace hmacsweep::bench {

inline void check(cudaError_t error, const char* what) {
    if (error != cudaSuccess) {
        throw std::runtime_error(std::string(what) + ": " + cudaGetErrorName(error));
    }
}

class Event {
public:
    Event() { check(cudaEventCreate(&event_), "cudaEventCreate"); }
    ~Event() { static_cast<void>(cudaEventDestroy(event_)); }
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;
    Event(Event&&) = delete;
    Event& operator=(Event&&) = delete;
    [[nodiscard]] cudaEvent_t get() const { return event_; }
    void record() const { check(cudaEventRecord(event_), "cudaEventRecord"); }

private:
    cudaEvent_t event_ = nullptr;
};

/// Seconds between two events, the later of which is waited for.
inline double seconds_between(const Event& before, const Event& after) {
    check(cudaEventSynchronize(after.get()), "cudaEventSynchronize");
    float milliseconds = 0;
    check(cudaEventElapsedTime(&milliseconds, before.get(), after.get()), "cudaEventElapsedTime");
    return static_cast<double>(milliseconds) / 1000;
}

/// Device memory, zero at its end: key schedules may have been in it.
class DeviceBytes {
public:
    explicit DeviceBytes(std::size_t bytes) : bytes_(bytes == 0 ? 1 : bytes) {
        check(cudaMalloc(&memory_, bytes_), "cudaMalloc");
    }
    ~DeviceBytes() {
        static_cast<void>(cudaMemset(memory_, 0, bytes_));
        static_cast<void>(cudaFree(memory_));
    }
    DeviceBytes(const DeviceBytes&) = delete;
    DeviceBytes& operator=(const DeviceBytes&) = delete;
    DeviceBytes(DeviceBytes&&) = delete;
    DeviceBytes& operator=(DeviceBytes&&) = delete;
    [[nodiscard]] std::uint8_t* get() const { return static_cast<std::uint8_t*>(memory_); }

private:
    void* memory_ = nullptr;
    std::size_t bytes_;
};

class PinnedBytes {
public:
    explicit PinnedBytes(std::size_t bytes) {
        check(cudaHostAlloc(&memory_, bytes, cudaHostAllocDefault), "cudaHostAlloc");
    }
    ~PinnedBytes() { static_cast<void>(cudaFreeHost(memory_)); }
    PinnedBytes(const PinnedBytes&) = delete;
    PinnedBytes& operator=(const PinnedBytes&) = delete;
    PinnedBytes(PinnedBytes&&) = delete;
    PinnedBytes& operator=(PinnedBytes&&) = delete;
    [[nodiscard]] std::uint8_t* get() const { return static_cast<std::uint8_t*>(memory_); }

private:
    void* memory_ = nullptr;
};

}    // namespace hmacsweep::bench
