// Pinned memory for slabs, so that their text goes to a device from where it was read. What the devices cannot pin is
// ordinary memory, which a slot copies once more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory_resource>
#include <mutex>
#include <utility>

namespace hmacsweep::gpu {

/// For use by several threads. Memory that comes back is kept for the next slab, and released by whoever pinned it:
/// pinned memory must not go while a device may still copy from it.
class SlabMemory : public std::pmr::memory_resource {
public:
    /// `pin` returns pinned memory, or null when there is none to be had; it may take its time. No more than
    /// `most_bytes` are asked of it in all.
    SlabMemory(std::function<std::uint8_t*(std::size_t)> pin, std::size_t most_bytes)
        : pin_(std::move(pin)), left_bytes_(most_bytes) {}

    /// Whether all these bytes are in one piece of pinned memory.
    [[nodiscard]] bool is_pinned(const std::uint8_t* bytes, std::size_t size) const;

private:
    struct Piece {
        std::size_t bytes = 0;
        bool is_free = false;
    };
    void* do_allocate(std::size_t bytes, std::size_t alignment) override;
    void do_deallocate(void* memory, std::size_t bytes, std::size_t alignment) override;
    [[nodiscard]] bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }
    [[nodiscard]] std::uint8_t* take_free(std::size_t bytes);
    [[nodiscard]] std::uint8_t* take_new(std::size_t bytes);

    const std::function<std::uint8_t*(std::size_t)> pin_;
    mutable std::mutex mutex_;
    std::size_t left_bytes_;
    std::map<std::uint8_t*, Piece, std::less<>> pieces_;
};

}    // namespace hmacsweep::gpu
