// Loads words from memory, one row of bytes for each lane: message blocks, key schedules and MACs. For one lane this is
// a loop over words. For vectors, wide pieces of the rows are loaded and transposed in registers.
#pragma once

#include "cuda/core/word.hpp"

#if !defined(__CUDACC__)
#include "cuda/core/transpose.hpp"
#endif

namespace hmacsweep::core {
inline namespace HMACSWEEP_ISA {

#if defined(__CUDACC__)
/// The 32 bits with their bytes in reverse order: one instruction (PRMT).
[[nodiscard]] __device__ inline std::uint32_t swap_bytes(std::uint32_t word) {
    return __byte_perm(word, 0, 0x0123);
}

/// Loads `Count` words from an address that is a multiple of 16, with 16 bytes per load.
template <std::size_t Count, ByteOrder Order, class Word>
__device__ inline void load_aligned(const std::uint8_t* bytes, Word* words) {
    constexpr bool is_big = Order == ByteOrder::Big;
    constexpr std::size_t words_of_load = sizeof(uint4) / sizeof(Word);
    HMACSWEEP_UNROLL
    for (std::size_t i = 0; i < Count; i += words_of_load) {
        const uint4 four = __ldg(reinterpret_cast<const uint4*>(bytes + (i * sizeof(Word))));
        const std::uint32_t parts[4] = {is_big ? swap_bytes(four.x) : four.x, is_big ? swap_bytes(four.y) : four.y,
                                        is_big ? swap_bytes(four.z) : four.z, is_big ? swap_bytes(four.w) : four.w};
        HMACSWEEP_UNROLL
        for (std::size_t k = 0; k < words_of_load; ++k) {
            if constexpr (sizeof(Word) == sizeof(std::uint32_t)) {
                words[i + k] = parts[k];
            } else {
                const Word first = parts[2 * k];
                const Word second = parts[(2 * k) + 1];
                words[i + k] = is_big ? (first << 32) | second : (second << 32) | first;
            }
        }
    }
}
#endif

/// words[i] becomes, in each lane, the i-th word at rows[lane] + offset. Count is 8 or 16. Order is the byte order of
/// the words in memory. On a device, rows[0] + offset must be a multiple of 16.
template <std::size_t Count, ByteOrder Order, class W>
HMACSWEEP_INLINE HMACSWEEP_HD void load_rows(const std::uint8_t* const* rows, std::size_t offset, W* words) {
    using Word = Element<W>;
    if constexpr (num_lanes<W> == 1) {
#if defined(__CUDA_ARCH__)
        load_aligned<Count, Order>(rows[0] + offset, words);
#else
        HMACSWEEP_UNROLL
        for (std::size_t i = 0; i < Count; ++i) {
            const std::uint8_t* const bytes = rows[0] + offset + (i * sizeof(Word));
            words[i] = Order == ByteOrder::Big ? load_big_endian<Word>(bytes) : *reinterpret_cast<const Word*>(bytes);
        }
#endif
    }
#if !defined(__CUDACC__)
    else {
        HMACSWEEP_UNROLL
        for (std::size_t i = 0; i < Count; i += piece_bytes<W> / sizeof(Word)) {
            load_piece<Order>(rows, offset + (i * sizeof(Word)), words + i);
        }
    }
#endif
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
