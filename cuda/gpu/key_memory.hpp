// The key schedules of one GPU: made there, once, from the K0s that the host hands over, and wiped before they are
// released.
#pragma once

#include "cuda/gpu/owners.hpp"

#include <functional>
#include <mutex>
#include <vector>

namespace hmacsweep::gpu {

/// The keys as the engine needs them: for each schedule of each word size its algorithm, and a function that writes its
/// K0 (core::write_k0), so that key material is nowhere but where it must be. Index i becomes schedule i.
class KeySource {
public:
    using WriteK0 = std::function<void(bool is_wide, std::size_t index, std::uint8_t* k0)>;

    KeySource(std::vector<core::Algorithm> narrow, std::vector<core::Algorithm> wide, WriteK0 write_k0)
        : narrow_(std::move(narrow)), wide_(std::move(wide)), write_k0_(std::move(write_k0)) {}

    [[nodiscard]] const std::vector<core::Algorithm>& narrow() const { return narrow_; }
    [[nodiscard]] const std::vector<core::Algorithm>& wide() const { return wide_; }

    /// Writes one K0. Throws when the keys have been revoked.
    void write_k0(bool is_wide, std::size_t index, std::uint8_t* k0) const;
    /// From here on nobody reads the keys, whose owner may be gone: not even a thread that comes back late.
    void revoke();

private:
    std::vector<core::Algorithm> narrow_;
    std::vector<core::Algorithm> wide_;
    WriteK0 write_k0_;
    mutable std::mutex mutex_;
    bool is_revoked_ = false;
};

class KeyMemory {
public:
    /// Makes the schedules of all keys, and of the canaries behind them, on the current device; waits until they are
    /// there and no K0 is left.
    KeyMemory(Runtime& runtime, const KeySource& keys);

    [[nodiscard]] core::KeyTableView view() const;
    /// The schedule of the canaries of an algorithm.
    [[nodiscard]] std::uint32_t canary_schedule(core::Algorithm algorithm) const;

private:
    std::size_t num_narrow_;
    std::size_t num_wide_;
    OwnedStream stream_;
    SecretDeviceMemory narrow_;
    SecretDeviceMemory wide_;
};

}    // namespace hmacsweep::gpu
