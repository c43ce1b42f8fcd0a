// Vectors whose memory is wiped before it is freed, for messages that may have a key in them (`{key(NAME)}`).
#pragma once

#include "host/base/default_init.hpp"
#include "host/base/secret_memory.hpp"

namespace hmacsweep {

/// As UninitialisedAllocator, but wipes memory before it frees it, also the old memory of a vector that grows.
template <class T>
struct WipingAllocator : UninitialisedAllocator<T> {
    WipingAllocator() = default;
    template <class U>
    explicit(false) WipingAllocator(const WipingAllocator<U>& /*other*/) {}

    void deallocate(T* memory, std::size_t count) {
        wipe(memory, count * sizeof(T));
        UninitialisedAllocator<T>::deallocate(memory, count);
    }
};

template <class T>
using WipedVector = std::vector<T, WipingAllocator<T>>;

}    // namespace hmacsweep
