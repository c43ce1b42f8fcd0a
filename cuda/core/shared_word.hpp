// Words that many threads of a device change at the same time. On a host only one thread changes them: a test runs the
// indices of a step one after another.
#pragma once

#include "cuda/core/config.hpp"

#include <cstdint>

namespace hmacsweep::core {
inline namespace HMACSWEEP_ISA {

/// Adds `value` to the word; atomic on a device.
HMACSWEEP_HD inline void add_to_shared(std::uint64_t* word, std::uint64_t value) {
#if defined(__CUDA_ARCH__)
    static_assert(sizeof(unsigned long long) == sizeof(std::uint64_t));
    atomicAdd(reinterpret_cast<unsigned long long*>(word), static_cast<unsigned long long>(value));
#else
    *word += value;
#endif
}

/// Lowers the word to `value` where `value` is less; atomic on a device.
HMACSWEEP_HD inline void lower_shared(std::uint32_t* word, std::uint32_t value) {
#if defined(__CUDA_ARCH__)
    atomicMin(word, value);
#else
    *word = value < *word ? value : *word;
#endif
}

/// Reads the word while other threads may change it; a relaxed atomic load on a device, as PTX defines ld.volatile.
[[nodiscard]] HMACSWEEP_HD inline std::uint32_t read_shared(const std::uint32_t* word) {
#if defined(__CUDA_ARCH__)
    return *static_cast<const volatile std::uint32_t*>(word);
#else
    return *word;
#endif
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
