// A machine's memory, on its devices and pinned, and the copies between them.
#include "tests/support/ptx/machine.hpp"

#include <algorithm>
#include <cstring>

namespace hmacsweep::tests::ptx {
namespace {

// Codes of cudaError_t.
constexpr int invalid_value = 1;
constexpr int out_of_memory = 2;

}    // namespace

bool Machine::is_pinned(const void* memory, std::size_t bytes) const {
    const auto* const begin = static_cast<const std::uint8_t*>(memory);
    auto found = pinned_.upper_bound(begin);
    if (found == pinned_.begin()) {
        return false;
    }
    --found;
    return begin + bytes <= found->first + found->second.size();
}

void Machine::require_pinned(const void* memory, std::size_t bytes) const {
    if (!is_pinned(memory, bytes)) {
        throw Fault("a copy from or to pinned memory that was released before", illegal_address);
    }
}

int Machine::copy_to_device(std::uint64_t to, const void* from, std::size_t bytes, void* stream) {
    if (!is_pinned(from, bytes)) {
        return find_fault("an asynchronous copy from memory that is not pinned", invalid_value);
    }
    return add(stream, [this, to, from, bytes] {
        require_pinned(from, bytes);
        const DeviceMemory::Place place = memory_.find(to, bytes);
        std::memcpy(place.region->bytes_at(place.offset), from, bytes);
        place.region->define(place.offset, bytes);
    });
}

int Machine::copy_to_host(void* to, std::uint64_t from, std::size_t bytes, void* stream) {
    if (!is_pinned(to, bytes)) {
        return find_fault("an asynchronous copy to memory that is not pinned", invalid_value);
    }
    return add(stream, [this, to, from, bytes] {
        require_pinned(to, bytes);
        const DeviceMemory::Place place = memory_.find(from, bytes);
        if (const std::size_t count = place.region->num_undefined(place.offset, bytes); count != 0) {
            throw Fault("a copy to the host of " + std::to_string(bytes) + " bytes, of which " + std::to_string(count) +
                            " are undefined",
                        launch_failure);
        }
        std::memcpy(to, place.region->bytes_at(place.offset), bytes);
    });
}

int Machine::copy_within(std::uint64_t to, std::uint64_t from, std::size_t bytes, void* stream) {
    return add(stream, [this, to, from, bytes] {
        const DeviceMemory::Place source = memory_.find(from, bytes);
        const DeviceMemory::Place place = memory_.find(to, bytes);
        std::memmove(place.region->bytes_at(place.offset), source.region->bytes_at(source.offset), bytes);
        place.region->copy_defined(place.offset, *source.region, source.offset, bytes);
    });
}

int Machine::fill(std::uint64_t to, int value, std::size_t bytes, void* stream) {
    return add(stream, [this, to, value, bytes] {
        const DeviceMemory::Place place = memory_.find(to, bytes);
        std::memset(place.region->bytes_at(place.offset), value, bytes);
        place.region->define(place.offset, bytes);
    });
}

int Machine::allocate(std::size_t bytes, std::uint64_t& address) {
    if (bytes > free_bytes()) {
        return out_of_memory;
    }
    address = memory_.allocate(bytes);
    allocations_.push_back(address);
    return 0;
}

int Machine::release(std::uint64_t address) {
    attempt([this] { streams_.finish_all(); });
    const auto found = std::find(allocations_.begin(), allocations_.end(), address);
    if (found == allocations_.end()) {
        return find_fault("cudaFree() of what was not allocated", invalid_value);
    }
    allocations_.erase(found);
    memory_.release(address);
    return lasting_error_;
}

void Machine::share(std::uint8_t* memory, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    memory_.share(memory, bytes);
}

void Machine::unshare(std::uint8_t* memory) {
    const std::lock_guard lock(mutex_);
    memory_.unshare(memory);
}

void* Machine::allocate_pinned(std::size_t bytes) {
    std::vector<std::uint8_t> memory(bytes, 0xa5);
    std::uint8_t* const begin = memory.data();
    pinned_[begin] = std::move(memory);
    return begin;
}

int Machine::release_pinned(void* memory) {
    if (pinned_.erase(static_cast<std::uint8_t*>(memory)) == 0) {
        return find_fault("cudaFreeHost() of what was not allocated", invalid_value);
    }
    return lasting_error_;
}

}    // namespace hmacsweep::tests::ptx
