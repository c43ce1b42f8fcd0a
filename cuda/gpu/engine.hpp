// The GPU engine behind a plain C++ interface: batches go in, verdicts or MACs come out, by whichever GPU has a free
// slot. A GPU that fails is given up and its work is done again on those that are left; the engine never judges by
// other means.
#pragma once

#include "cuda/gpu/device.hpp"

#include <atomic>
#include <stdexcept>

namespace hmacsweep::gpu {

/// No GPU is left to do the work; what() says what became of each.
class NoDeviceLeft : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// What one GPU did.
struct DeviceShare {
    int index = 0;
    std::string name;
    std::uint64_t items = 0;    ///< of batches that were finished
    std::string failure;        ///< why it was given up; empty when it was not
};

/// Serves any number of threads at once.
class Engine {
public:
    /// Opens the devices with these keys; throws NoDeviceLeft when none of them can be used.
    Engine(std::shared_ptr<Runtime> runtime, std::shared_ptr<KeySource> keys, const EngineOptions& options);
    /// Wipes the keys on the devices, and waits for that, unless a device hangs. No thread may be inside a call.
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;
    Engine(Engine&&) = delete;
    Engine& operator=(Engine&&) = delete;

    /// Judges a batch: verdicts[i] becomes Valid or Invalid. Throws NoDeviceLeft; the verdicts are void then.
    void verify(const core::BatchView& batch, std::span<core::Verdict> verdicts);
    /// Computes the MACs of a batch, core::max_digest_bytes for each item, zero beyond the digest. Throws likewise.
    void generate(const core::BatchView& batch, std::span<std::uint8_t> macs);

    [[nodiscard]] std::vector<DeviceShare> shares() const;

private:
    struct Lent {
        std::size_t position = 0;    ///< of the device in devices_
        Slot* slot = nullptr;
    };
    template <class Take>
    void run(const core::BatchView& batch, Operation operation, Take&& take);
    /// Sends one piece through one slot. Returns where the rest of the batch begins; `begin` when it must be done
    /// again.
    template <class Take>
    std::size_t run_piece(const Lent& lent, const core::BatchView& batch, std::size_t begin, Operation operation,
                          Take&& take);
    void stop();
    Lent acquire();
    void release(const Lent& lent);
    [[nodiscard]] std::string why_none() const;

    std::shared_ptr<Runtime> runtime_;
    std::shared_ptr<KeySource> keys_;
    std::vector<std::shared_ptr<Device>> devices_;
    std::vector<std::atomic<std::uint64_t>> items_;    ///< one for each device
    std::atomic<std::uint64_t> num_pieces_{0};
    mutable std::mutex mutex_;
    std::condition_variable slot_free_;
    std::size_t next_device_ = 0;
};

}    // namespace hmacsweep::gpu
