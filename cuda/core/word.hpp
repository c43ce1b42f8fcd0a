// Words and vectors of words. The hash is written once over a word type `W`. `W` is an unsigned integer (one message: a
// GPU thread, a loop iteration) or a compiler vector of unsigned integers (one message per lane).
#pragma once

#include "cuda/core/config.hpp"

#include <cstddef>
#include <cstdint>

namespace hmacsweep::core {

#if !defined(__CUDACC__)
// Spelled out one by one: g++ 12 confuses overloads on a dependent vector_size typedef.
using U32x4 = std::uint32_t __attribute__((vector_size(16)));
using U32x8 = std::uint32_t __attribute__((vector_size(32)));
using U32x16 = std::uint32_t __attribute__((vector_size(64)));
using U64x2 = std::uint64_t __attribute__((vector_size(16)));
using U64x4 = std::uint64_t __attribute__((vector_size(32)));
using U64x8 = std::uint64_t __attribute__((vector_size(64)));
#endif

/// The element type and the number of lanes of a word type.
template <class W>
struct WordTraits {
    using Element = W;
    static constexpr std::size_t lanes = 1;
};

#if !defined(__CUDACC__)
template <class E, std::size_t N>
struct LaneTraits {
    using Element = E;
    static constexpr std::size_t lanes = N;
};
template <>
struct WordTraits<U32x4> : LaneTraits<std::uint32_t, 4> {};
template <>
struct WordTraits<U32x8> : LaneTraits<std::uint32_t, 8> {};
template <>
struct WordTraits<U32x16> : LaneTraits<std::uint32_t, 16> {};
template <>
struct WordTraits<U64x2> : LaneTraits<std::uint64_t, 2> {};
template <>
struct WordTraits<U64x4> : LaneTraits<std::uint64_t, 4> {};
template <>
struct WordTraits<U64x8> : LaneTraits<std::uint64_t, 8> {};
#endif

template <class W>
using Element = typename WordTraits<W>::Element;
template <class W>
inline constexpr std::size_t num_lanes = WordTraits<W>::lanes;

/// How a word lies in memory: its highest byte first, or in the byte order of the machine.
enum class ByteOrder : std::uint8_t { Big, Native };

inline namespace HMACSWEEP_ISA {

/// Rotate right (FIPS 180-4, 3.2), the same in every lane.
template <int N, class W>
[[nodiscard]] HMACSWEEP_HD constexpr W rotate_right(W x) {
    return (x >> N) | (x << (static_cast<int>(8 * sizeof(Element<W>)) - N));
}

/// Reads one big-endian word.
template <class E>
[[nodiscard]] HMACSWEEP_HD constexpr E load_big_endian(const std::uint8_t* bytes) {
    E word = 0;
    HMACSWEEP_UNROLL
    for (std::size_t i = 0; i < sizeof(E); ++i) {
        word = static_cast<E>(word << 8) | bytes[i];
    }
    return word;
}

/// Writes one big-endian word.
template <class E>
HMACSWEEP_HD constexpr void store_big_endian(std::uint8_t* bytes, E word) {
    HMACSWEEP_UNROLL
    for (std::size_t i = 0; i < sizeof(E); ++i) {
        bytes[i] = static_cast<std::uint8_t>(word >> (8 * (sizeof(E) - 1 - i)));
    }
}

template <class W>
HMACSWEEP_HD constexpr void set_lane(W& word, std::size_t lane, Element<W> value) {
    if constexpr (num_lanes<W> == 1) {
        word = value;
    } else {
        word[lane] = value;
    }
}

template <class W>
[[nodiscard]] HMACSWEEP_HD constexpr Element<W> get_lane(const W& word, std::size_t lane) {
    if constexpr (num_lanes<W> == 1) {
        return word;
    } else {
        return word[lane];
    }
}

/// `value` in every lane.
template <class W>
[[nodiscard]] HMACSWEEP_HD constexpr W broadcast(Element<W> value) {
    if constexpr (num_lanes<W> == 1) {
        return value;
    } else {
        return W{} + value;
    }
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
