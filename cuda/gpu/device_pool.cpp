#include "cuda/gpu/device_pool.hpp"

#include <algorithm>
#include <numeric>

namespace hmacsweep::gpu {

LentSlot::~LentSlot() {
    pool_->release(position_, *slot_);
}

Device& LentSlot::device() const {
    return *pool_->devices_[position_];
}

DevicePool::DevicePool(const std::shared_ptr<Runtime>& runtime, std::shared_ptr<KeySource> keys,
                       const EngineOptions& options)
    : keys_(std::move(keys)) {
    std::vector<int> indices = options.devices;
    if (indices.empty()) {
        indices.resize(static_cast<std::size_t>(runtime->count_devices()));
        std::iota(indices.begin(), indices.end(), 0);
    }
    num_records_ = std::vector<std::atomic<std::uint64_t>>(indices.size());
    for (const int index : indices) {
        devices_.push_back(std::make_shared<Device>(runtime, index, options));
        devices_.back()->start(keys_);
    }
    bool is_any_open = false;
    for (const std::shared_ptr<Device>& device : devices_) {
        is_any_open = device->wait_until_open() || is_any_open;
    }
    if (!is_any_open) {
        stop();
        throw NoDeviceLeft(why_none());
    }
}

DevicePool::~DevicePool() {
    stop();
}

void DevicePool::stop() {
    for (const std::shared_ptr<Device>& device : devices_) {
        device->stop();
    }
    keys_->revoke();
}

LentSlot DevicePool::lend() {
    std::unique_lock lock(mutex_);
    for (;;) {
        bool is_any_left = false;
        for (std::size_t i = 0; i < devices_.size(); ++i) {
            // Starting with another device each time spreads the work.
            const std::size_t position = (next_device_ + i) % devices_.size();
            if (Slot* const slot = devices_[position]->try_acquire()) {
                next_device_ = position + 1;
                return {*this, position, *slot};
            }
            is_any_left = is_any_left || !devices_[position]->is_retired();
        }
        if (!is_any_left) {
            throw NoDeviceLeft(why_none());
        }
        slot_free_.wait(lock);
    }
}

void DevicePool::release(std::size_t position, Slot& slot) {
    devices_[position]->release(slot);
    {
        // With the lock, so that a thread which has just found no slot does not miss this one.
        const std::scoped_lock lock(mutex_);
    }
    slot_free_.notify_all();
}

std::string DevicePool::why_none() const {
    std::string text;
    for (const std::shared_ptr<Device>& device : devices_) {
        text += (text.empty() ? "GPU " : "; GPU ") + std::to_string(device->index()) + ": " + device->why();
    }
    return text.empty() ? "there is no GPU" : text;
}

std::vector<core::Share> DevicePool::shares() const {
    std::vector<core::Share> shares;
    shares.reserve(devices_.size());
    for (std::size_t d = 0; d < devices_.size(); ++d) {
        shares.push_back({device_name(devices_[d]->index()), devices_[d]->name(), num_records_[d], devices_[d]->why()});
    }
    return shares;
}

std::uint8_t* DevicePool::pin(std::size_t bytes) {
    for (const std::shared_ptr<Device>& device : devices_) {
        if (std::uint8_t* const memory = device->pin(bytes)) {
            return memory;
        }
    }
    return nullptr;
}

std::size_t DevicePool::least_slot_bytes() const {
    std::size_t least = usual_slot_bytes;
    for (const std::shared_ptr<Device>& device : devices_) {
        if (const std::size_t bytes = device->slot_bytes(); bytes != 0) {
            least = std::min(least, bytes);
        }
    }
    return least;
}

}    // namespace hmacsweep::gpu
