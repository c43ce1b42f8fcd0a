// Framing: which bytes of a slab are which record. Here a record is a line. A broken line breaks no other line, because
// framing looks at line feeds and blanks only.
#pragma once

#include "cuda/core/config.hpp"
#include "cuda/core/find.hpp"

#include <cstddef>
#include <cstdint>

namespace hmacsweep::core {

/// Where one record lies in its slab.
struct Frame {
    std::uint32_t offset;    ///< of its first byte
    std::uint32_t size;      ///< in bytes, without the line feed and the carriage return before it
    std::uint32_t line;      ///< 0-based line within the slab; no_line in a format that has none
};

/// The line of a record in a format that is not made of lines.
inline constexpr std::uint32_t no_line = 0xffffffff;

/// The numbers of records and of lines that framing found.
struct FrameCounts {
    std::uint32_t records;
    std::uint32_t lines;
};

inline namespace HMACSWEEP_ISA {

/// Whether a line is blank: it has only spaces, tabs and carriage returns. A tab that is the `delimiter` of a table is
/// not blank, because a row of empty cells is a record. `delimiter` 0: the line is not a table's.
[[nodiscard]] HMACSWEEP_HD constexpr bool is_blank(const std::uint8_t* bytes, std::size_t size,
                                                   std::uint8_t delimiter = 0) {
    for (std::size_t i = 0; i < size; ++i) {
        if ((bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') || bytes[i] == delimiter) {
            return false;
        }
    }
    return true;
}

/// The position of the first line feed at or after `begin`; `size` where there is none.
[[nodiscard]] HMACSWEEP_HD constexpr std::size_t find_line_feed(const std::uint8_t* bytes, std::size_t begin,
                                                                std::size_t size) {
    return find_byte(bytes, begin, size, '\n');
}

/// Calls `emit(Frame)` for every record of a slab whose records are lines. With `skip_blank`, blank lines count as
/// lines but are not records. A last line without a line feed counts like any other.
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
