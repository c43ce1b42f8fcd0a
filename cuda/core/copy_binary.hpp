// The binary form of PostgreSQL's COPY (its documentation, COPY, "Binary Format"). Counts and lengths, all big-endian,
// frame the rows. A row is an int16 count of fields; each field is an int32 length (-1: NULL) and that many bytes. A
// count of -1 is the trailer. This code does not look at the bytes of fields.
#pragma once

#include "cuda/core/table.hpp"

namespace hmacsweep::core {

/// What a scan over one row found: the row does not end yet (More), the row's end (Row), the trailer in place of a row,
/// or a count or a length that is impossible.
enum class RowStop : std::uint8_t { More, Row, Trailer, BadCount, BadLength };

/// A scan over one row that can continue when more bytes are there. It never reads the bytes before `position` again.
struct RowScan {
    std::uint64_t position;      ///< of the count or length to read next, or of the row's end; may be behind the bytes
    std::int32_t fields_left;    ///< fields behind the position; no_count where the count is next

    static constexpr std::int32_t no_count = -1;
};

/// The most bytes that PostgreSQL allows in a field (MaxAllocSize). A larger length means a damaged file.
inline constexpr std::int32_t max_copy_field_bytes = 0x3fffffff;

inline namespace HMACSWEEP_ISA {

/// Reads a big-endian number.
[[nodiscard]] HMACSWEEP_HD constexpr std::int16_t load_int16(const std::uint8_t* bytes) {
    return static_cast<std::int16_t>((bytes[0] << 8) | bytes[1]);
}

/// Reads a big-endian number.
[[nodiscard]] HMACSWEEP_HD constexpr std::int32_t load_int32(const std::uint8_t* bytes) {
    return static_cast<std::int32_t>((std::uint32_t{bytes[0]} << 24) | (std::uint32_t{bytes[1]} << 16) |
                                     (std::uint32_t{bytes[2]} << 8) | bytes[3]);
}

/// A scan of the row that begins at `begin`.
[[nodiscard]] HMACSWEEP_HD constexpr RowScan row_from(std::uint64_t begin) {
    return {begin, RowScan::no_count};
}

/// The least position at which the row can end, as far as the scan knows.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint64_t least_end(const RowScan& scan) {
    return scan.position + (scan.fields_left > 0 ? 4 * static_cast<std::uint64_t>(scan.fields_left) : 0);
}

/// Moves the scan to the row's end, or as far as the bytes reach.
[[nodiscard]] HMACSWEEP_HD constexpr RowStop scan_row(const std::uint8_t* bytes, std::uint64_t size, RowScan& scan) {
    if (scan.fields_left == RowScan::no_count) {
        if (scan.position + 2 > size) {
            return RowStop::More;
        }
        const std::int16_t count = load_int16(bytes + scan.position);
        if (count < 0) {
            return count == -1 ? RowStop::Trailer : RowStop::BadCount;
        }
        scan = {scan.position + 2, count};
    }
    for (; scan.fields_left > 0; --scan.fields_left) {
        if (scan.position + 4 > size) {
            return RowStop::More;
        }
        const std::int32_t length = load_int32(bytes + scan.position);
        if (length < -1 || length > max_copy_field_bytes) {
            return RowStop::BadLength;
        }
        scan.position += 4 + static_cast<std::uint64_t>(length < 0 ? 0 : length);
    }
    return scan.position <= size ? RowStop::Row : RowStop::More;
}

/// Calls `emit(Frame)` for every row of a slab of whole rows; each frame's line is no_line. Bytes that are not a whole
/// row should not be in the slab; they become one record, so that they are not lost.
template <class Emit>
HMACSWEEP_HD constexpr FrameCounts frame_rows(const std::uint8_t* bytes, std::size_t size, Emit&& emit) {
    FrameCounts counts{0, 0};
    for (std::size_t begin = 0; begin < size;) {
        RowScan scan = row_from(begin);
        const std::size_t end =
            scan_row(bytes, size, scan) == RowStop::Row ? static_cast<std::size_t>(scan.position) : size;
        emit(Frame{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end - begin), no_line});
        ++counts.records;
        begin = end;
    }
    return counts;
}

/// Calls `emit(Cell)` for every field of one row, in order. Stops at the first error: BadLength. No error: None.
template <class Emit>
[[nodiscard]] HMACSWEEP_HD constexpr CellError split_row(const std::uint8_t* bytes, std::size_t size, Emit&& emit) {
    if (size < 2 || load_int16(bytes) < 0) {
        return CellError::BadLength;
    }
    std::size_t i = 2;
    for (std::int32_t left = load_int16(bytes); left > 0; --left) {
        const std::int32_t length = size - i < 4 ? -2 : load_int32(bytes + i);
        const std::size_t room = length < 0 ? 0 : static_cast<std::size_t>(length);
        if (length < -1 || room > size - i - 4) {
            return CellError::BadLength;
        }
        i += 4;
        emit(Cell{static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(room),
                  length < 0 ? CellKind::Null : CellKind::Plain});
        i += room;
    }
    return i == size ? CellError::None : CellError::BadLength;
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
