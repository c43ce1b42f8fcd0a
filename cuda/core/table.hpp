// Tables: which bytes are which record and which cell, under the quoting of RFC 4180, the backslashes of PostgreSQL's
// COPY or of MySQL, or neither. Framing looks only at quotes, or at the line feeds that a backslash escapes, so a
// broken record breaks no other record.
#pragma once

#include "cuda/core/frame.hpp"
#include "cuda/core/quotes.hpp"
#include "cuda/core/text_codec.hpp"

namespace hmacsweep::core {

/// Whose escapes a table uses.
enum class Escapes : std::uint8_t {
    Copy,       ///< COPY's: letters and digits; a cell that is `\N` is NULL
    Outfile,    ///< MySQL's SELECT ... INTO OUTFILE: letters; `\N` is NULL; an escaped line feed is data
    Batch       ///< `mysql --batch`: letters; a cell that is the word NULL is NULL
};

/// How the cells of a table are written.
struct TableSyntax {
    std::uint8_t delimiter;
    bool has_quotes;                    ///< a quoted cell may hold delimiters, line ends and doubled quotes
    bool has_escapes = false;           ///< a backslash begins an escape; not together with quotes
    bool has_blank_rows = false;        ///< a blank line is a row, because rows have one cell
    Escapes escapes = Escapes::Copy;    ///< with has_escapes

    /// Whether a line feed behind a backslash is data. Otherwise, only quoted cells can hold line feeds.
    [[nodiscard]] HMACSWEEP_HD constexpr bool escapes_line_feeds() const { return escapes == Escapes::Outfile; }
    /// Whether a carriage return before a record's line feed belongs to the line end. MySQL writes no such line ends,
    /// and leaves carriage returns in data as they are.
    [[nodiscard]] HMACSWEEP_HD constexpr bool strips_returns() const { return escapes == Escapes::Copy; }
};

/// The most cells that a row may have.
inline constexpr std::uint32_t max_cells = 65'536;

/// Where a scan is: before a cell, in an unquoted cell (or behind a quoted one), in a quoted cell, or behind a quote in
/// a quoted cell. That quote either ends the cell or is the first of two.
enum class ScanState : std::uint8_t { RecordStart, Unquoted, Quoted, QuoteInQuoted };

/// A search for a record's end that can continue when more bytes are there.
struct RecordScan {
    std::size_t position;    ///< of the next byte to look at
    std::size_t opened;      ///< of the last quote that opened a cell; no_quote when there was none
    ScanState state;

    static constexpr std::size_t no_quote = ~std::size_t{0};
    /// Whether a quoted cell is still open.
    [[nodiscard]] HMACSWEEP_HD constexpr bool is_open() const { return state == ScanState::Quoted; }
};

/// How a cell is written: as NULL; as it is, with or without quotes; in quotes, with doubled quotes inside; or with
/// COPY's or MySQL's backslashes. Without escapes, NULL is an empty cell without quotes. JsonEscapes is for no cell,
/// but for a JSON string with escapes (json_line.hpp).
enum class CellKind : std::uint8_t { Null, Plain, DoubledQuotes, Backslashes, JsonEscapes, MySqlEscapes };

/// One cell of a record, without its quotes.
struct Cell {
    std::uint32_t offset;
    std::uint32_t size;
    CellKind kind;
};

/// Why a record cannot be split into cells.
enum class CellError : std::uint8_t { None, OpenQuote, TextAfterQuote, OpenEscape, BadLength };

inline namespace HMACSWEEP_ISA {

/// A scan of the record that begins at `begin`.
[[nodiscard]] HMACSWEEP_HD constexpr RecordScan scan_from(std::size_t begin) {
    return {begin, RecordScan::no_quote, ScanState::RecordStart};
}

/// Whether the byte at `position` is escaped: an odd number of backslashes precedes it.
[[nodiscard]] HMACSWEEP_HD constexpr bool is_escaped(const std::uint8_t* bytes, std::size_t position) {
    std::size_t begin = position;
    while (begin > 0 && bytes[begin - 1] == '\\') {
        --begin;
    }
    return (position - begin) % 2 != 0;
}

/// Moves the scan to the line feed that ends the record (true), or to `size` (false). A quote opens a cell only as its
/// first byte; elsewhere in an unquoted cell it is a byte like any other.
[[nodiscard]] HMACSWEEP_HD constexpr bool scan_record(const std::uint8_t* bytes, std::size_t size,
                                                      const TableSyntax& syntax, RecordScan& scan) {
    if (!syntax.has_quotes) {
        scan.position = find_line_feed(bytes, scan.position, size);
        while (syntax.escapes_line_feeds() && scan.position < size && is_escaped(bytes, scan.position)) {
            scan.position = find_line_feed(bytes, scan.position + 1, size);
        }
        return scan.position < size;
    }
    while (scan.position < size) {
        const std::size_t i = scan.position;
        switch (scan.state) {
            case ScanState::RecordStart:
                scan.state = ScanState::Unquoted;
                if (bytes[i] == '"') {
                    scan = {i + 1, i, ScanState::Quoted};
                }
                break;
            case ScanState::Unquoted: {
                const std::size_t hit = find_either(bytes, i, size, '"', '\n');
                scan.position = hit;
                if (hit == size) {
                    return false;
                }
                if (bytes[hit] == '\n') {
                    return true;
                }
                scan.position = hit + 1;
                if (bytes[hit - 1] == syntax.delimiter) {
                    scan = {hit + 1, hit, ScanState::Quoted};
                }
                break;
            }
            case ScanState::Quoted:
                scan.position = find_quoted_end(bytes, i, size).position;
                if (scan.position < size) {
                    ++scan.position;
                    scan.state = ScanState::QuoteInQuoted;
                }
                break;
            case ScanState::QuoteInQuoted:
                if (bytes[i] == '"') {
                    ++scan.position;
                    scan.state = ScanState::Quoted;
                } else {
                    scan.state = ScanState::Unquoted;
                }
                break;
        }
    }
    return false;
}

/// Where a broken record ends, after a scan up to `limit` (the most that a record may reach) has found no end. An open
/// quoted cell breaks the line that opened it: the record ends with this line, or at `limit` where the line is longer.
/// Without an open cell the record ends at `limit`. The text has `size` bytes: a quote right before `limit` closes no
/// cell where another quote follows it.
[[nodiscard]] HMACSWEEP_HD constexpr std::size_t end_of_broken(const std::uint8_t* bytes, std::size_t limit,
                                                               std::size_t size, const RecordScan& scan) {
    const bool is_doubled = scan.state == ScanState::QuoteInQuoted && limit < size && bytes[limit] == '"';
    return scan.is_open() || is_doubled ? find_line_feed(bytes, scan.opened, limit) : limit;
}

/// Whether a line of a table is not a record. With escapes, where empty cells are texts, this is only the mark `\.`
/// that ends COPY's data. Otherwise it is a blank line, unless blank lines are rows.
[[nodiscard]] HMACSWEEP_HD constexpr bool is_passed_over(const std::uint8_t* bytes, std::size_t size,
                                                         const TableSyntax& syntax) {
    if (syntax.has_escapes) {
        return syntax.escapes == Escapes::Copy && size == 2 && bytes[0] == '\\' && bytes[1] == '.';
    }
    return !syntax.has_blank_rows && is_blank(bytes, size, syntax.delimiter);
}

/// Calls `emit(Frame)` for every record of a slab whose records are rows of a table. Lines that are passed over count
/// as lines but are not records. A quoted cell that is open at the end breaks only the line that opened it: the next
/// line begins a record again.
template <class Emit>
HMACSWEEP_HD constexpr FrameCounts frame_table(const std::uint8_t* bytes, std::size_t size, const TableSyntax& syntax,
                                               Emit&& emit) {
    FrameCounts counts{0, 0};
    for (std::size_t begin = 0; begin < size;) {
        RecordScan scan = scan_from(begin);
        const std::size_t end =
            scan_record(bytes, size, syntax, scan) ? scan.position : end_of_broken(bytes, size, size, scan);
        std::size_t length = end - begin;
        if (end < size && length > 0 && bytes[end - 1] == '\r' && syntax.strips_returns()) {
            --length;
        }
        if (!is_passed_over(bytes + begin, length, syntax)) {
            emit(Frame{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(length), counts.lines});
            ++counts.records;
        }
        ++counts.lines;
        if (scan.opened != RecordScan::no_quote || syntax.escapes_line_feeds()) {    // else there are none inside
            for (std::size_t i = find_line_feed(bytes, begin, end); i < end; i = find_line_feed(bytes, i + 1, end)) {
                ++counts.lines;
            }
        }
        begin = end + 1;
    }
    return counts;
}

/// Whether a cell of a table with escapes is NULL.
[[nodiscard]] HMACSWEEP_HD constexpr bool is_null_cell(const std::uint8_t* bytes, std::size_t size, Escapes escapes) {
    if (escapes == Escapes::Batch) {
        return size == 4 && bytes[0] == 'N' && bytes[1] == 'U' && bytes[2] == 'L' && bytes[3] == 'L';
    }
    return size == 2 && bytes[0] == '\\' && bytes[1] == 'N';
}

/// Calls `emit(Cell)` for every cell of one record, in order. Stops at the first error.
template <class Emit>
[[nodiscard]] HMACSWEEP_HD constexpr CellError split_record(const std::uint8_t* bytes, std::size_t size,
                                                            const TableSyntax& syntax, Emit&& emit) {
    const auto cell = [](std::size_t begin, std::size_t end, CellKind kind) {
        return Cell{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end - begin), kind};
    };
    for (std::size_t i = 0;; ++i) {
        const std::size_t begin = i;
        if (syntax.has_escapes) {
            CellKind kind = CellKind::Plain;
            i = find_either(bytes, begin, size, syntax.delimiter, '\\');
            while (i < size && bytes[i] == '\\') {
                kind = syntax.escapes == Escapes::Copy ? CellKind::Backslashes : CellKind::MySqlEscapes;
                if (i + 1 == size) {
                    return CellError::OpenEscape;
                }
                i = find_either(bytes, i + 2, size, syntax.delimiter, '\\');
            }
            emit(cell(begin, i, is_null_cell(bytes + begin, i - begin, syntax.escapes) ? CellKind::Null : kind));
        } else if (syntax.has_quotes && i < size && bytes[i] == '"') {
            const QuotedEnd end = find_quoted_end(bytes, begin + 1, size);
            i = end.position;
            if (i == size) {
                return CellError::OpenQuote;
            }
            emit(cell(begin + 1, i, end.has_doubled ? CellKind::DoubledQuotes : CellKind::Plain));
            ++i;
            if (i < size && bytes[i] != syntax.delimiter) {
                return CellError::TextAfterQuote;
            }
        } else {
            i = find_byte(bytes, begin, size, syntax.delimiter);
            emit(cell(begin, i, i == begin ? CellKind::Null : CellKind::Plain));
        }
        if (i >= size) {
            return CellError::None;
        }
    }
}

/// The byte that the escape with the backslash at `i` encodes, as COPY reads it: a letter for a control character, one
/// to three octal digits, `x` and one or two hex digits, or the character itself. `i` moves to the escape's last byte.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint8_t read_escape(const std::uint8_t* bytes, std::size_t size,
                                                              std::size_t& i) {
    const std::uint8_t letter = bytes[++i];
    switch (letter) {
        case 'b':
            return '\b';
        case 'f':
            return '\f';
        case 'n':
            return '\n';
        case 'r':
            return '\r';
        case 't':
            return '\t';
        case 'v':
            return '\v';
        default:
            break;
    }
    const bool is_hex = letter == 'x' && i + 1 < size && hex_digit(bytes[i + 1]) < 16;
    if (!is_hex && (letter < '0' || letter > '7')) {
        return letter;
    }
    const std::uint32_t base = is_hex ? 16 : 8;
    std::uint32_t value = is_hex ? 0 : letter - static_cast<std::uint32_t>('0');
    for (int more = 2; more > 0 && i + 1 < size && hex_digit(bytes[i + 1]) < base; --more) {
        value = (value * base) + hex_digit(bytes[++i]);
    }
    return static_cast<std::uint8_t>(value);
}

/// The byte that the letter behind a backslash encodes, as MySQL reads it.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint8_t read_mysql_escape(std::uint8_t letter) {
    switch (letter) {
        case '0':
            return 0;
        case 'b':
            return '\b';
        case 'n':
            return '\n';
        case 'r':
            return '\r';
        case 't':
            return '\t';
        case 'Z':
            return 0x1a;
        default:
            return letter;
    }
}

#if !defined(__CUDACC__) && defined(__AVX512VBMI2__)
/// Writes a text without the second quote of each pair to `out`, and returns the number of bytes written.
[[nodiscard]] inline std::size_t copy_without_doubles(const std::uint8_t* bytes, std::size_t size, std::uint8_t* out) {
    std::size_t written = 0;
    std::uint64_t is_odd = 0;    // all ones behind a quote whose double is in the next mask
    for (std::size_t i = 0; i < size; i += mask_bytes) {
        const std::uint64_t quotes = mask_within(bytes, i, size, [](auto byte) { return byte == std::uint8_t{'"'}; });
        const std::uint64_t firsts = parities(quotes) ^ is_odd;
        is_odd = firsts >> 63 != 0 ? ~std::uint64_t{0} : 0;
        const std::size_t left = size - i < mask_bytes ? size - i : mask_bytes;
        written += copy_kept(bytes + i, left, ~quotes | firsts, out + written);
    }
    return written;
}
#endif

/// Decodes a cell of any kind to `out`, and returns the number of bytes written. `out` has room for `size` bytes and
/// does not overlap the cell.
[[nodiscard]] HMACSWEEP_HD constexpr std::size_t unescape_cell(CellKind kind, const std::uint8_t* bytes,
                                                               std::size_t size, std::uint8_t* out) {
    const bool has_backslashes = kind == CellKind::Backslashes || kind == CellKind::MySqlEscapes;
    if (!has_backslashes && kind != CellKind::DoubledQuotes) {
        for (std::size_t i = 0; i < size; ++i) {
            out[i] = bytes[i];
        }
        return size;
    }
#if !defined(__CUDACC__) && defined(__AVX512VBMI2__)
    if (!std::is_constant_evaluated() && !has_backslashes) {
        return copy_without_doubles(bytes, size, out);
    }
#endif
    std::size_t written = 0;
    for (std::size_t i = 0; i < size;) {
        const std::size_t begin = i;
        i = copy_until(bytes, begin, size, has_backslashes ? '\\' : '"', out + written);
        written += i - begin;
        if (i < size) {
            // A doubled quote is one quote; a backslash at the end escapes nothing.
            if (!has_backslashes || i + 1 == size) {
                out[written++] = bytes[i];
            } else if (kind == CellKind::Backslashes) {
                out[written++] = read_escape(bytes, size, i);
            } else {
                out[written++] = read_mysql_escape(bytes[++i]);
            }
            i += has_backslashes ? 1 : 2;
        }
    }
    return written;
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
