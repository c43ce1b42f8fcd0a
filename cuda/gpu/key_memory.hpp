// The key schedules of one GPU. The GPU makes them once, from the K0s of the host, and wipes them before their memory
// is released.
#pragma once

#include "cuda/gpu/owners.hpp"

#include <functional>
#include <mutex>
#include <vector>

namespace hmacsweep::gpu {

/// The keys for an engine: the algorithm of each schedule, by word size, and a function that writes the K0 of a
/// schedule (core::write_k0). The function writes each K0 where it is needed, so that no other copy of a key exists.
class KeySource {
public:
    using WriteK0 = std::function<void(bool is_wide, std::size_t index, std::uint8_t* k0)>;

    KeySource(std::vector<core::Algorithm> narrow, std::vector<core::Algorithm> wide, WriteK0 write_k0)
        : narrow_(std::move(narrow)), wide_(std::move(wide)), write_k0_(std::move(write_k0)) {}

    [[nodiscard]] const std::vector<core::Algorithm>& narrow() const { return narrow_; }
    [[nodiscard]] const std::vector<core::Algorithm>& wide() const { return wide_; }

    /// Writes the K0 of schedule `index`. Throws when the keys have been revoked.
    void write_k0(bool is_wide, std::size_t index, std::uint8_t* k0) const;
    /// After this call no thread reads the keys, not even a thread that returns late from a call. Their owner may then
    /// be destroyed.
    void revoke();

private:
    std::vector<core::Algorithm> narrow_;
    std::vector<core::Algorithm> wide_;
    WriteK0 write_k0_;
    mutable std::mutex mutex_;
    bool is_revoked_ = false;
};

/// The key schedules in the memory of a device.
class KeyMemory {
public:
    /// Makes the schedules of all keys, and of the canaries behind them, on the current device. Waits until they are
    /// ready and all K0s are wiped.
    KeyMemory(Runtime& runtime, const KeySource& keys);

    [[nodiscard]] core::KeyTableView view() const;
    /// The number of the schedule for canaries of an algorithm.
    [[nodiscard]] std::uint32_t canary_schedule(core::Algorithm algorithm) const;

private:
    std::size_t num_narrow_;
    std::size_t num_wide_;
    OwnedStream stream_;
    SecretDeviceMemory narrow_;
    SecretDeviceMemory wide_;
};

}    // namespace hmacsweep::gpu
