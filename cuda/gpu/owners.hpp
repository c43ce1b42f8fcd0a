// Move-only owners of the resources of CUDA: device memory, pinned memory, streams and events. An owner releases its
// resource when it is destroyed. If the runtime is closed, it makes no call, and the end of the process releases the
// resource.
#pragma once

#include "cuda/gpu/runtime.hpp"

#include <utility>

namespace hmacsweep::gpu {

/// Owns one Handle. Kind says how a handle is made and released. An empty owner owns nothing.
template <class Kind>
class Owner {
public:
    using Handle = typename Kind::Handle;

    Owner() = default;
    template <class... Arguments>
    explicit Owner(Runtime& runtime, const Arguments&... arguments)
        : runtime_(&runtime), handle_(Kind::make(runtime, arguments...)) {}
    ~Owner() { reset(); }
    Owner(const Owner&) = delete;
    Owner& operator=(const Owner&) = delete;
    Owner(Owner&& other) noexcept
        : runtime_(std::exchange(other.runtime_, nullptr)), handle_(std::exchange(other.handle_, Handle{})) {}
    Owner& operator=(Owner&& other) noexcept {
        if (this != &other) {
            reset();
            runtime_ = std::exchange(other.runtime_, nullptr);
            handle_ = std::exchange(other.handle_, Handle{});
        }
        return *this;
    }

    [[nodiscard]] Handle get() const { return handle_; }
    void reset() noexcept {
        if (runtime_ != nullptr && !runtime_->is_closed()) {
            Kind::release(*runtime_, handle_);
        }
        runtime_ = nullptr;
        handle_ = Handle{};
    }

private:
    Runtime* runtime_ = nullptr;
    Handle handle_{};
};

struct DeviceMemoryKind {
    using Handle = std::uint8_t*;
    static Handle make(Runtime& runtime, std::size_t bytes) { return static_cast<Handle>(runtime.allocate(bytes)); }
    static void release(Runtime& runtime, Handle handle) noexcept { runtime.release(handle); }
};
struct PinnedMemoryKind {
    using Handle = std::uint8_t*;
    static Handle make(Runtime& runtime, std::size_t bytes) {
        return static_cast<Handle>(runtime.allocate_pinned(bytes));
    }
    static void release(Runtime& runtime, Handle handle) noexcept { runtime.release_pinned(handle); }
};
struct StreamKind {
    using Handle = Stream;
    static Handle make(Runtime& runtime) { return runtime.create_stream(); }
    static void release(Runtime& runtime, Handle handle) noexcept { runtime.destroy(handle); }
};
struct EventKind {
    using Handle = Event;
    static Handle make(Runtime& runtime) { return runtime.create_event(); }
    static void release(Runtime& runtime, Handle handle) noexcept { runtime.destroy(handle); }
};

using DeviceMemory = Owner<DeviceMemoryKind>;
using PinnedMemory = Owner<PinnedMemoryKind>;
using OwnedStream = Owner<StreamKind>;
using OwnedEvent = Owner<EventKind>;

/// Device memory for secrets. It is overwritten with zeros before it is released.
class SecretDeviceMemory {
public:
    /// The memory is wiped on `stream`, which must outlive the object.
    SecretDeviceMemory(Runtime& runtime, std::size_t bytes, Stream stream)
        : runtime_(runtime), memory_(runtime, bytes), bytes_(bytes), stream_(stream) {}
    ~SecretDeviceMemory() {
        if (is_wiped_ || runtime_.is_closed()) {
            return;
        }
        try {
            wipe();
        } catch (const std::exception& error) {
            runtime_.note_release_failure(error.what());
        }
    }
    SecretDeviceMemory(const SecretDeviceMemory&) = delete;
    SecretDeviceMemory& operator=(const SecretDeviceMemory&) = delete;
    SecretDeviceMemory(SecretDeviceMemory&&) = delete;
    SecretDeviceMemory& operator=(SecretDeviceMemory&&) = delete;
    [[nodiscard]] std::uint8_t* get() const { return memory_.get(); }

    /// Overwrites the memory now and waits for that. The destructor does not wipe the memory again, so no secret may be
    /// written to it afterwards.
    void wipe() {
        runtime_.fill(memory_.get(), 0, bytes_, stream_);
        runtime_.synchronize(stream_);
        is_wiped_ = true;
    }

private:
    Runtime& runtime_;
    DeviceMemory memory_;
    std::size_t bytes_;
    Stream stream_;
    bool is_wiped_ = false;
};

}    // namespace hmacsweep::gpu
