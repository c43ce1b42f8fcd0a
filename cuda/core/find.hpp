// Searches for single bytes, eight at a time: what framing and the splitting of records into fields are made of.
#pragma once

#include "cuda/core/config.hpp"

#include <cstddef>
#include <cstdint>

namespace hmacsweep::core {
inline namespace HMACSWEEP_ISA {

/// Eight bytes as one word, the first the lowest.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint64_t load_word(const std::uint8_t* bytes) {
    std::uint64_t word = 0;
    HMACSWEEP_UNROLL
    for (std::size_t k = 0; k < 8; ++k) {
        word |= static_cast<std::uint64_t>(bytes[k]) << (8 * k);
    }
    return word;
}

/// Not zero when one of the word's bytes is `byte`.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint64_t has_byte(std::uint64_t word, std::uint8_t byte) {
    constexpr std::uint64_t ones = 0x0101010101010101ULL;
    constexpr std::uint64_t highs = 0x8080808080808080ULL;
    const std::uint64_t x = word ^ (ones * byte);    // a zero byte where the wanted one stands
    return (x - ones) & ~x & highs;
}

/// The position of the first byte `a` or `b` at or after `begin`, or `size`.
[[nodiscard]] HMACSWEEP_HD constexpr std::size_t find_either(const std::uint8_t* bytes, std::size_t begin,
                                                             std::size_t size, std::uint8_t a, std::uint8_t b) {
    std::size_t i = begin;
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

/// The position of the first byte `wanted` at or after `begin`, or `size`.
[[nodiscard]] HMACSWEEP_HD constexpr std::size_t find_byte(const std::uint8_t* bytes, std::size_t begin,
                                                           std::size_t size, std::uint8_t wanted) {
    std::size_t i = begin;
    while (i + 8 <= size && has_byte(load_word(bytes + i), wanted) == 0) {
        i += 8;
    }
    while (i < size && bytes[i] != wanted) {
        ++i;
    }
    return i;
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
