// Vectors of plain data whose new elements are not initialised, for buffers that are filled afterwards.
#pragma once

#include <memory>
#include <new>
#include <type_traits>
#include <vector>

namespace hmacsweep {

/// Allocates memory that begins at a cache line. Elements that resize() adds are uninitialised.
template <class T>
struct UninitialisedAllocator {
    static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);
    using value_type = T;
    static constexpr std::align_val_t alignment{64};

    UninitialisedAllocator() = default;
    template <class U>
    explicit(false) UninitialisedAllocator(const UninitialisedAllocator<U>& /*other*/) {}

    [[nodiscard]] T* allocate(std::size_t count) {
        return static_cast<T*>(::operator new(count * sizeof(T), alignment));
    }
    void deallocate(T* memory, std::size_t /*count*/) { ::operator delete(memory, alignment); }

    template <class U>
    void construct(U* /*place*/) {}
    template <class U, class... Arguments>
    void construct(U* place, Arguments&&... arguments) {
        std::construct_at(place, std::forward<Arguments>(arguments)...);
    }
    template <class U>
    bool operator==(const UninitialisedAllocator<U>& /*other*/) const {
        return true;
    }
};

template <class T>
using UninitialisedVector = std::vector<T, UninitialisedAllocator<T>>;

}    // namespace hmacsweep
