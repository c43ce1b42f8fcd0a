// Pinned memory for slabs: a device copies text directly from a pinned slab. Where memory cannot be pinned, a slab has
// ordinary memory, and a slot copies its text into the slot's own buffer first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory_resource>
#include <mutex>
#include <utility>

namespace hmacsweep::gpu {

/// Several threads may use it. It keeps memory that was deallocated for the next slab. The device that pinned the
/// memory releases it, because a device may still copy from memory that was deallocated here.
class SlabMemory : public std::pmr::memory_resource {
public:
    /// `pin` returns pinned memory, or null when none is available; it may be slow. All calls to it ask for at most
    /// `most_bytes` together.
    SlabMemory(std::function<std::uint8_t*(std::size_t)> pin, std::size_t most_bytes)
        : pin_(std::move(pin)), left_bytes_(most_bytes) {}

    /// Whether all these bytes lie in one piece of pinned memory.
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
