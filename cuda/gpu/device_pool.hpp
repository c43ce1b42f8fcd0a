// All devices of an engine, and the lending of their slots.
#pragma once

#include "cuda/core/share.hpp"
#include "cuda/gpu/device.hpp"

#include <atomic>
#include <stdexcept>

namespace hmacsweep::gpu {

/// No GPU is left to do the work; what() says why each GPU was given up.
class NoDeviceLeft : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class DevicePool;

/// A slot that one thread has for a while. It goes back to its device with this object.
class LentSlot {
public:
    LentSlot(DevicePool& pool, std::size_t position, Slot& slot) : pool_(&pool), position_(position), slot_(&slot) {}
    ~LentSlot();
    LentSlot(const LentSlot&) = delete;
    LentSlot& operator=(const LentSlot&) = delete;
    LentSlot(LentSlot&&) = delete;
    LentSlot& operator=(LentSlot&&) = delete;

    /// The number of the slot's device in the pool.
    [[nodiscard]] std::size_t position() const { return position_; }
    [[nodiscard]] Device& device() const;
    [[nodiscard]] Slot& slot() const { return *slot_; }

private:
    DevicePool* pool_;
    std::size_t position_;
    Slot* slot_;
};

/// Serves any number of threads at once.
class DevicePool {
public:
    /// Opens the devices with these keys; throws NoDeviceLeft when no device can be used.
    DevicePool(const std::shared_ptr<Runtime>& runtime, std::shared_ptr<KeySource> keys, const EngineOptions& options);
    /// Stops the devices, which wipes the keys on them, and waits for that, unless a device hangs. Then revokes the
    /// keys.
    ~DevicePool();
    DevicePool(const DevicePool&) = delete;
    DevicePool& operator=(const DevicePool&) = delete;
    DevicePool(DevicePool&&) = delete;
    DevicePool& operator=(DevicePool&&) = delete;

    /// Waits for a free slot of any device. Throws NoDeviceLeft.
    [[nodiscard]] LentSlot lend();

    [[nodiscard]] std::size_t size() const { return devices_.size(); }
    /// Adds to the records of a device, whose batch is finished.
    void count(std::size_t position, std::uint64_t num_records) { num_records_[position] += num_records; }
    /// One for each device.
    [[nodiscard]] std::vector<core::Share> shares() const;

    /// Pinned memory from the first device that has some, for the use of all devices; null when there is none. It lasts
    /// until the pool is destroyed.
    [[nodiscard]] std::uint8_t* pin(std::size_t bytes);
    /// The size of the smallest slot, but at most the usual size.
    [[nodiscard]] std::size_t least_slot_bytes() const;

private:
    friend class LentSlot;
    void release(std::size_t position, Slot& slot);
    void stop();
    [[nodiscard]] std::string why_none() const;

    std::shared_ptr<KeySource> keys_;
    std::vector<std::shared_ptr<Device>> devices_;
    std::vector<std::atomic<std::uint64_t>> num_records_;    ///< one for each device
    std::mutex mutex_;
    std::condition_variable slot_free_;
    std::size_t next_device_ = 0;
};

}    // namespace hmacsweep::gpu
