// Transposes rows of memory into vectors with one row per lane. g++ and clang++ turn the shuffles into single
// instructions: shuffles within blocks of 16 bytes, which every instruction set has, and moves of whole blocks.
#pragma once

#include "cuda/core/word.hpp"

#include <bit>
#include <utility>

namespace hmacsweep::core {

/// The vector with half the lanes of W, where W has more than one block.
template <class W>
struct HalfVector;
template <>
struct HalfVector<U32x8> {
    using Type = U32x4;
};
template <>
struct HalfVector<U32x16> {
    using Type = U32x8;
};
template <>
struct HalfVector<U64x4> {
    using Type = U64x2;
};
template <>
struct HalfVector<U64x8> {
    using Type = U64x4;
};

/// A vector of `Size` bytes.
template <std::size_t Size>
struct ByteVector;
template <>
struct ByteVector<16> {
    using Type = std::uint8_t __attribute__((vector_size(16)));
};
template <>
struct ByteVector<32> {
    using Type = std::uint8_t __attribute__((vector_size(32)));
};
template <>
struct ByteVector<64> {
    using Type = std::uint8_t __attribute__((vector_size(64)));
};

inline namespace HMACSWEEP_ISA {

/// The bytes of one row that load_piece() loads.
template <class W>
inline constexpr std::size_t piece_bytes = sizeof(W) == 64 ? 32 : 16;

/// The lanes of W in a block of 16 bytes.
template <class W>
inline constexpr std::size_t block_lanes = 16 / sizeof(Element<W>);

/// The vector whose lane i is lane Pick{}(i) of `a` followed by `b`.
template <class Pick, class W, std::size_t... I>
[[nodiscard]] HMACSWEEP_INLINE W pick(W a, W b, std::index_sequence<I...> /*lanes*/) {
    return __builtin_shufflevector(a, b, Pick{}(I)...);
}
template <class Pick, class W>
[[nodiscard]] HMACSWEEP_INLINE W pick(W a, W b) {
    return pick<Pick>(a, b, std::make_index_sequence<num_lanes<W>>{});
}

/// Picks, in each block, runs of Run lanes alternately from `a` and `b`, out of the lower half (Half 0) or upper half
/// (Half 1) of their blocks.
template <class W, std::size_t Run, std::size_t Half>
struct ByTurns {
    constexpr int operator()(std::size_t i) const {
        const std::size_t in_block = i % block_lanes<W>;
        const std::size_t from = (Half * block_lanes<W> / 2) + (in_block / (2 * Run) * Run) + (in_block % Run);
        const bool is_second = in_block / Run % 2 == 1;
        return static_cast<int>(i - in_block + from + (is_second ? num_lanes<W> : 0));
    }
};

/// Picks the even (Odd 0) or odd (Odd 1) blocks of `a`, then those of `b`.
template <class W, std::size_t Odd>
struct AlternateBlocks {
    constexpr int operator()(std::size_t i) const {
        return static_cast<int>((((i / block_lanes<W> * 2) + Odd) * block_lanes<W>)+(i % block_lanes<W>));
    }
};

/// `a` and `b` in one vector.
template <class W, std::size_t... I>
[[nodiscard]] HMACSWEEP_INLINE W join(typename HalfVector<W>::Type a, typename HalfVector<W>::Type b,
                                      std::index_sequence<I...> /*lanes*/) {
    return __builtin_shufflevector(a, b, static_cast<int>(I)...);
}

/// Reverses the bytes of every lane.
template <class W, std::size_t... I>
[[nodiscard]] HMACSWEEP_INLINE W swap_bytes(W w, std::index_sequence<I...> /*bytes*/) {
#if defined(__x86_64__) && !defined(__SSSE3__)
    // SSE2 has no shuffle of bytes.
    if constexpr (sizeof(Element<W>) == 8) {
        w = (w >> 32) | (w << 32);
    }
    constexpr auto low_halves = static_cast<Element<W>>(0x0000ffff0000ffffULL);
    constexpr auto low_bytes = static_cast<Element<W>>(0x00ff00ff00ff00ffULL);
    w = ((w >> 16) & low_halves) | ((w & low_halves) << 16);
    return ((w >> 8) & low_bytes) | ((w & low_bytes) << 8);
#else
    constexpr std::size_t size = sizeof(Element<W>);
    const auto bytes = reinterpret_cast<typename ByteVector<sizeof(W)>::Type>(w);
    return reinterpret_cast<W>(
        __builtin_shufflevector(bytes, bytes, static_cast<int>(I - (I % size) + size - 1 - (I % size))...));
#endif
}

/// Turns words that were loaded from bytes in `Order` into words of the machine.
template <ByteOrder Order, class W>
[[nodiscard]] HMACSWEEP_INLINE W to_order(W w) {
    if constexpr (Order == ByteOrder::Big && std::endian::native == std::endian::little) {
        return swap_bytes(w, std::make_index_sequence<sizeof(W)>{});
    } else {
        return w;
    }
}

/// Transposes block_lanes<W> vectors, each block by itself.
template <class W>
HMACSWEEP_INLINE void transpose_blocks(W* rows) {
    if constexpr (block_lanes<W> == 2) {
        const W first = pick<ByTurns<W, 1, 0>>(rows[0], rows[1]);
        rows[1] = pick<ByTurns<W, 1, 1>>(rows[0], rows[1]);
        rows[0] = first;
    } else {
        const W a = pick<ByTurns<W, 1, 0>>(rows[0], rows[1]);
        const W b = pick<ByTurns<W, 1, 1>>(rows[0], rows[1]);
        const W c = pick<ByTurns<W, 1, 0>>(rows[2], rows[3]);
        const W d = pick<ByTurns<W, 1, 1>>(rows[2], rows[3]);
        rows[0] = pick<ByTurns<W, 2, 0>>(a, c);
        rows[1] = pick<ByTurns<W, 2, 1>>(a, c);
        rows[2] = pick<ByTurns<W, 2, 0>>(b, d);
        rows[3] = pick<ByTurns<W, 2, 1>>(b, d);
    }
}

/// A vector from bytes at any address.
template <class W>
[[nodiscard]] HMACSWEEP_INLINE W load_vector(const std::uint8_t* bytes) {
    W vector;
    __builtin_memcpy(&vector, bytes, sizeof(vector));
    return vector;
}

/// Loads one piece of every row, at `offset` bytes, as words[i] with one row per lane: block_lanes<W> words, or twice
/// as many where a piece has two blocks.
template <ByteOrder Order, class W>
HMACSWEEP_INLINE void load_piece(const std::uint8_t* const* rows, std::size_t offset, W* words) {
    constexpr std::size_t size = block_lanes<W>;
    if constexpr (sizeof(W) == 16) {
        HMACSWEEP_UNROLL
        for (std::size_t i = 0; i < size; ++i) {
            words[i] = to_order<Order>(load_vector<W>(rows[i] + offset));
        }
        transpose_blocks(words);
    } else {
        using Half = typename HalfVector<W>::Type;
        // Row i and row i + size go into one vector, whose halves are transposed side by side. With two blocks in each
        // half, this is done for the first half of the rows and then for the second.
        HMACSWEEP_UNROLL
        for (std::size_t first = 0; first < num_lanes<W> / 2; first += size) {
            HMACSWEEP_UNROLL
            for (std::size_t i = 0; i < size; ++i) {
                const std::uint8_t* const* const row = rows + (2 * first) + i;
                words[first + i] =
                    to_order<Order>(join<W>(load_vector<Half>(row[0] + offset), load_vector<Half>(row[size] + offset),
                                            std::make_index_sequence<num_lanes<W>>{}));
            }
            transpose_blocks(words + first);
        }
        if constexpr (sizeof(W) == 64) {
            HMACSWEEP_UNROLL
            for (std::size_t i = 0; i < size; ++i) {
                const W even = pick<AlternateBlocks<W, 0>>(words[i], words[size + i]);
                words[size + i] = pick<AlternateBlocks<W, 1>>(words[i], words[size + i]);
                words[i] = even;
            }
        }
    }
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
