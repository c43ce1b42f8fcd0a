#include "tests/support/ptx/memory.hpp"

#include <algorithm>
#include <cstring>
#include <new>

namespace hmacsweep::tests::ptx {
namespace {

constexpr std::uint64_t allocation_alignment = 256;
constexpr std::uint64_t gap_bytes = 4096;
// In a mark, instead of a thread's number:
constexpr std::uint32_t several_threads = ~std::uint32_t{0};
constexpr std::uint32_t ordered_access = several_threads - 1;

std::string bytes_text(std::size_t count) {
    return std::to_string(count) + (count == 1 ? " byte" : " bytes");
}

}    // namespace

template <class T>
Region::Zeros<T> Region::make_zeros(std::size_t count) {
    auto* const memory = static_cast<T*>(std::calloc(std::max<std::size_t>(count, 1), sizeof(T)));
    if (memory == nullptr) {
        throw std::bad_alloc();
    }
    return Zeros<T>(memory);
}

Region::Region(std::size_t bytes)
    : size_(bytes),
      owned_(make_zeros<std::uint8_t>(bytes)),
      bytes_(owned_.get()),
      defined_(make_zeros<std::uint8_t>(bytes)),
      written_(make_zeros<Mark>(bytes)),
      read_(make_zeros<Mark>(bytes)) {}

Region::Region(std::uint8_t* memory, std::size_t bytes) : Region(bytes) {
    bytes_ = memory;
    define(0, bytes);
}

std::uint8_t* Region::access(std::size_t offset, const Access& access) {
    if (offset > size_ || access.bytes > size_ - offset) {
        throw Fault(bytes_text(access.bytes) + " at " + std::to_string(offset) + " of " + bytes_text(size_),
                    illegal_address);
    }
    if (offset % access.bytes != 0) {
        throw Fault("a misaligned address: " + bytes_text(access.bytes) + " at " + std::to_string(offset),
                    misaligned_address);
    }
    for (std::size_t i = 0; i < access.bytes; ++i) {
        const std::size_t at = offset + i;
        if (access.reads && defined_[at] == 0 && ((access.used_bytes >> i) & 1) != 0) {
            if (access.is_undefined != nullptr) {
                *access.is_undefined = true;
                continue;
            }
            throw Fault("a read of an undefined byte, number " + std::to_string(i) + " of " + bytes_text(access.bytes) +
                            " at " + std::to_string(offset),
                        launch_failure);
        }
        if (access.is_noncoherent && written_[at].launch == access.launch) {
            throw Fault("a read through ld.global.nc of what the same kernel wrote", launch_failure);
        }
        if (access.may_race) {
            look_for_races(at, access);
        }
        if (access.writes) {
            defined_[at] = 1;
            if (!access.is_trial) {
                written_[at] = {access.launch, access.is_ordered ? ordered_access : access.thread};
            }
        }
    }
    return bytes_ + offset;
}

void Region::look_for_races(std::size_t at, const Access& access) {
    const std::uint32_t self = access.is_ordered ? ordered_access : access.thread;
    // Two accesses of which one is plain; atomics and volatile ones may meet each other.
    const auto is_others = [&](const Mark& mark) {
        return mark.launch == access.launch && mark.thread != access.thread && mark.thread != self;
    };
    if (is_others(written_[at])) {
        throw Fault("a race: thread " + std::to_string(access.thread) + (access.writes ? " writes" : " reads") +
                        " what another thread writes",
                    launch_failure);
    }
    if (access.writes && is_others(read_[at])) {
        throw Fault("a race: thread " + std::to_string(access.thread) + " writes what another thread reads",
                    launch_failure);
    }
    if (access.reads) {
        read_[at] = {access.launch, is_others(read_[at]) ? several_threads : self};
    }
}

void Region::set_byte(std::size_t offset, Byte byte) {
    bytes_[offset] = byte.value;
    defined_[offset] = byte.is_defined ? 1 : 0;
}

void Region::define(std::size_t offset, std::size_t bytes) {
    std::memset(defined_.get() + offset, 1, bytes);
}

void Region::copy_defined(std::size_t offset, const Region& from, std::size_t from_offset, std::size_t bytes) {
    std::memmove(defined_.get() + offset, from.defined_.get() + from_offset, bytes);
}

std::size_t Region::num_undefined(std::size_t offset, std::size_t bytes) const {
    return static_cast<std::size_t>(std::count(defined_.get() + offset, defined_.get() + offset + bytes, 0));
}

std::uint64_t DeviceMemory::allocate(std::size_t bytes) {
    const std::uint64_t address = next_;
    regions_.try_emplace(address, bytes);
    next_ += (bytes + gap_bytes + allocation_alignment - 1) / allocation_alignment * allocation_alignment;
    used_ += bytes;
    return address;
}

void DeviceMemory::share(std::uint8_t* memory, std::size_t bytes) {
    regions_.try_emplace(reinterpret_cast<std::uint64_t>(memory), memory, bytes);
    last_ = nullptr;
}

void DeviceMemory::unshare(std::uint8_t* memory) {
    regions_.erase(reinterpret_cast<std::uint64_t>(memory));
    last_ = nullptr;
}

bool DeviceMemory::release(std::uint64_t address) {
    const auto found = regions_.find(address);
    if (found == regions_.end()) {
        return false;
    }
    used_ -= found->second.size();
    regions_.erase(found);
    last_ = nullptr;
    return true;
}

DeviceMemory::Place DeviceMemory::find(std::uint64_t address, std::size_t bytes) {
    if (last_ == nullptr || address < last_address_ || address - last_address_ >= last_->size()) {
        auto found = regions_.upper_bound(address);
        if (found == regions_.begin()) {
            throw Fault("an address that is no device's: " + std::to_string(address), illegal_address);
        }
        --found;
        last_address_ = found->first;
        last_ = &found->second;
    }
    const std::uint64_t offset = address - last_address_;
    if (offset > last_->size() || bytes > last_->size() - offset) {
        const std::size_t size = last_->size();
        throw Fault(bytes_text(bytes) + " at " + std::to_string(offset) + " of an allocation of " + bytes_text(size),
                    illegal_address);
    }
    return {last_, static_cast<std::size_t>(offset)};
}

}    // namespace hmacsweep::tests::ptx
