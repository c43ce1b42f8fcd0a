// Searches for single bytes, eight or sixteen at a time. Framing and the splitting of records into fields use them.
// GPUs and constant expressions run the portable forms. Under the same names, a CPU compares in wide registers.
#pragma once

#include "cuda/core/config.hpp"

#include <cstddef>
#include <cstdint>
#if !defined(__CUDACC__)
#include <bit>
#include <type_traits>
#endif

namespace hmacsweep::core {

#if !defined(__CUDACC__)
using Bytes16 = std::uint8_t __attribute__((vector_size(16)));
#endif

inline namespace HMACSWEEP_ISA {

/// The position of the first byte at or after `begin` for which `test` holds; `size` where there is none. `test` takes
/// one byte, or a vector of bytes, and consists of comparisons and `|`.
template <class Test>
[[nodiscard]] HMACSWEEP_HD constexpr std::size_t find_first(const std::uint8_t* bytes, std::size_t begin,
                                                            std::size_t size, Test test) {
    std::size_t i = begin;
#if !defined(__CUDACC__)
    if (!std::is_constant_evaluated() && std::endian::native == std::endian::little) {
        for (; i + sizeof(Bytes16) <= size; i += sizeof(Bytes16)) {
            Bytes16 sixteen;
            __builtin_memcpy(&sixteen, bytes + i, sizeof(sixteen));
            const auto hits = test(sixteen);    // all ones where it holds
            std::uint64_t halves[2];
            __builtin_memcpy(halves, &hits, sizeof(halves));
            if ((halves[0] | halves[1]) != 0) {
                return i + static_cast<std::size_t>(halves[0] != 0 ? std::countr_zero(halves[0])
                                                                   : 64 + std::countr_zero(halves[1])) /
                               8;
            }
        }
    }
#endif
    while (i < size && !test(bytes[i])) {
        ++i;
    }
    return i;
}

/// Eight bytes as one word; the first byte is the lowest.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint64_t load_word(const std::uint8_t* bytes) {
    std::uint64_t word = 0;
#if !defined(__CUDACC__)
    if (!std::is_constant_evaluated() && std::endian::native == std::endian::little) {
        __builtin_memcpy(&word, bytes, sizeof(word));
        return word;
    }
#endif
    HMACSWEEP_UNROLL
    for (std::size_t k = 0; k < 8; ++k) {
        word |= static_cast<std::uint64_t>(bytes[k]) << (8 * k);
    }
    return word;
}

/// Not zero where one of the word's bytes is `byte`.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint64_t has_byte(std::uint64_t word, std::uint8_t byte) {
    constexpr std::uint64_t ones = 0x0101010101010101ULL;
    constexpr std::uint64_t highs = 0x8080808080808080ULL;
    const std::uint64_t x = word ^ (ones * byte);    // a zero byte where the wanted byte is
    return (x - ones) & ~x & highs;
}

/// The position of the first byte `a` or `b` at or after `begin`; `size` where there is none.
[[nodiscard]] HMACSWEEP_HD constexpr std::size_t find_either(const std::uint8_t* bytes, std::size_t begin,
                                                             std::size_t size, std::uint8_t a, std::uint8_t b) {
    std::size_t i = begin;
#if !defined(__CUDACC__)
    if (!std::is_constant_evaluated()) {
        return find_first(bytes, begin, size, [a, b](auto byte) { return (byte == a) | (byte == b); });
    }
#endif
    while (i + 8 <= size) {
        const std::uint64_t word = load_word(bytes + i);
        if ((has_byte(word, a) | has_byte(word, b)) != 0) {
            break;
        }
        i += 8;
    }
    while (i < size && bytes[i] != a && bytes[i] != b) {
        ++i;
    }
    return i;
}

/// The position of the first byte `wanted` at or after `begin`; `size` where there is none.
[[nodiscard]] HMACSWEEP_HD constexpr std::size_t find_byte(const std::uint8_t* bytes, std::size_t begin,
                                                           std::size_t size, std::uint8_t wanted) {
    std::size_t i = begin;
#if !defined(__CUDACC__)
    if (!std::is_constant_evaluated() && begin < size) {
        const void* const found = __builtin_memchr(bytes + begin, wanted, size - begin);
        return found == nullptr ? size : static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - bytes);
    }
#endif
    while (i + 8 <= size && has_byte(load_word(bytes + i), wanted) == 0) {
        i += 8;
    }
    while (i < size && bytes[i] != wanted) {
        ++i;
    }
    return i;
}

/// find_byte() for a byte that is likely to be near.
[[nodiscard]] HMACSWEEP_HD constexpr std::size_t find_near(const std::uint8_t* bytes, std::size_t begin,
                                                           std::size_t size, std::uint8_t wanted) {
    return find_first(bytes, begin, size, [wanted](auto byte) { return byte == wanted; });
}

/// Copies bytes from `begin` up to the first byte `mark`, or to `size`, to `out`; returns the position where it
/// stopped. `out` has room for size - begin bytes, and may be written behind the copied ones. It does not overlap these
/// bytes.
[[nodiscard]] HMACSWEEP_HD constexpr std::size_t copy_until(const std::uint8_t* bytes, std::size_t begin,
                                                            std::size_t size, std::uint8_t mark, std::uint8_t* out) {
    std::size_t i = begin;
#if !defined(__CUDACC__)
    if (!std::is_constant_evaluated() && std::endian::native == std::endian::little) {
        for (; i + sizeof(Bytes16) <= size; i += sizeof(Bytes16)) {
            Bytes16 sixteen;
            __builtin_memcpy(&sixteen, bytes + i, sizeof(sixteen));
            __builtin_memcpy(out + (i - begin), &sixteen, sizeof(sixteen));
            const auto hits = sixteen == mark;
            std::uint64_t halves[2];
            __builtin_memcpy(halves, &hits, sizeof(halves));
            if ((halves[0] | halves[1]) != 0) {
                return i + static_cast<std::size_t>(halves[0] != 0 ? std::countr_zero(halves[0])
                                                                   : 64 + std::countr_zero(halves[1])) /
                               8;
            }
        }
    }
#endif
    for (; i < size && bytes[i] != mark; ++i) {
        out[i - begin] = bytes[i];
    }
    return i;
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
