// Framing: which bytes of a slab are which record. A line is a record; a broken line breaks only itself, because
// framing looks at nothing but line feeds and blanks.
#pragma once

#include "cuda/core/config.hpp"

#include <cstddef>
#include <cstdint>

namespace hmacsweep::core {

/// Where one record stands in its slab.
struct Frame {
    std::uint32_t offset;    ///< of its first byte
    std::uint32_t size;      ///< in bytes, without the line feed and a carriage return before it
    std::uint32_t line;      ///< 0-based line within the slab
};

/// What framing found.
struct FrameCounts {
    std::uint32_t records;
    std::uint32_t lines;
};

inline namespace HMACSWEEP_ISA {

/// Whether a line counts for nothing: space, tab and carriage return only.
[[nodiscard]] HMACSWEEP_HD constexpr bool is_blank(const std::uint8_t* bytes, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
        if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
            return false;
        }
    }
    return true;
}

/// The position of the first line feed at or after `begin`, or `size`.
[[nodiscard]] HMACSWEEP_HD constexpr std::size_t find_line_feed(const std::uint8_t* bytes, std::size_t begin,
                                                                std::size_t size) {
    constexpr std::uint64_t ones = 0x0101010101010101ULL;
    constexpr std::uint64_t highs = 0x8080808080808080ULL;
    std::size_t i = begin;
    for (; i + 8 <= size; i += 8) {
        std::uint64_t word = 0;
        HMACSWEEP_UNROLL
        for (std::size_t k = 0; k < 8; ++k) {
            word |= static_cast<std::uint64_t>(bytes[i + k]) << (8 * k);
        }
        const std::uint64_t x = word ^ (ones * '\n');    // a zero byte where a line feed stands
        if (((x - ones) & ~x & highs) != 0) {
            break;
        }
    }
    while (i < size && bytes[i] != '\n') {
        ++i;
    }
    return i;
}

/// Calls `emit(Frame)` for every record of a slab whose records are lines. `skip_blank`: blank lines are lines but no
/// records. A last line without a line feed counts like any other.
template <class Emit>
HMACSWEEP_HD constexpr FrameCounts frame_lines(const std::uint8_t* bytes, std::size_t size, bool skip_blank,
                                               Emit&& emit) {
    FrameCounts counts{0, 0};
    for (std::size_t begin = 0; begin < size;) {
        const std::size_t end = find_line_feed(bytes, begin, size);
        std::size_t length = end - begin;
        if (end < size && length > 0 && bytes[end - 1] == '\r') {
            --length;
        }
        if (!skip_blank || !is_blank(bytes + begin, length)) {
            emit(Frame{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(length), counts.lines});
            ++counts.records;
        }
        ++counts.lines;
        begin = end + 1;
    }
    return counts;
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
