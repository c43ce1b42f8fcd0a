#include "cuda/gpu/slab_memory.hpp"

#include <new>

namespace hmacsweep::gpu {
namespace {

/// Smaller requests are for headers and single records, which are not pinned.
constexpr std::size_t least_bytes = std::size_t{16} * 1024;
/// Pinned memory starts at a page.
constexpr std::size_t most_alignment = 256;

}    // namespace

bool SlabMemory::is_pinned(const std::uint8_t* bytes, std::size_t size) const {
    const std::scoped_lock lock(mutex_);
    auto found = pieces_.upper_bound(bytes);
    if (found == pieces_.begin()) {
        return false;
    }
    --found;
    const auto offset = static_cast<std::size_t>(bytes - found->first);
    return offset < found->second.bytes && size <= found->second.bytes - offset;
}

void* SlabMemory::do_allocate(std::size_t bytes, std::size_t alignment) {
    std::uint8_t* memory = nullptr;
    if (bytes >= least_bytes && alignment <= most_alignment) {
        memory = take_free(bytes);
        if (memory == nullptr) {
            memory = take_new(bytes);
        }
    }
    return memory != nullptr ? memory : std::pmr::new_delete_resource()->allocate(bytes, alignment);
}

/// The smallest free piece that is large enough, but not a piece that is more than twice as large.
std::uint8_t* SlabMemory::take_free(std::size_t bytes) {
    const std::scoped_lock lock(mutex_);
    auto best = pieces_.end();
    for (auto it = pieces_.begin(); it != pieces_.end(); ++it) {
        const Piece& piece = it->second;
        if (piece.is_free && piece.bytes >= bytes && piece.bytes / 2 <= bytes &&
            (best == pieces_.end() || piece.bytes < best->second.bytes)) {
            best = it;
        }
    }
    if (best == pieces_.end()) {
        return nullptr;
    }
    best->second.is_free = false;
    return best->first;
}

std::uint8_t* SlabMemory::take_new(std::size_t bytes) {
    {
        const std::scoped_lock lock(mutex_);
        if (bytes > left_bytes_) {
            return nullptr;
        }
        left_bytes_ -= bytes;
    }
    std::uint8_t* const memory = pin_(bytes);
    const std::scoped_lock lock(mutex_);
    if (memory == nullptr) {
        left_bytes_ = 0;    // the next request would fail too
    } else {
        pieces_[memory] = {bytes, false};
    }
    return memory;
}

void SlabMemory::do_deallocate(void* memory, std::size_t bytes, std::size_t alignment) {
    {
        const std::scoped_lock lock(mutex_);
        const auto found = pieces_.find(static_cast<std::uint8_t*>(memory));
        if (found != pieces_.end()) {
            found->second.is_free = true;
            return;
        }
    }
    std::pmr::new_delete_resource()->deallocate(memory, bytes, alignment);
}

}    // namespace hmacsweep::gpu
