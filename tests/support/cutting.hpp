// A text of records cut into slabs in random pieces and framed, and its records by the rules, byte by byte: for tests
// that hold one against the other.
#pragma once

#include "host/format/format.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/records.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace hmacsweep::tests::cutting {

/// Line (0-based), offset, and the bytes; "<oversize>" stands for a record that is too long.
using Row = std::tuple<std::uint64_t, std::uint64_t, std::string>;

struct Rows {
    std::vector<Row> rows;
    std::uint64_t num_lines = 0;

    bool operator==(const Rows&) const = default;
    void add(std::uint64_t line, std::uint64_t offset, std::string_view bytes, bool is_kept) {
        rows.emplace_back(line, offset, is_kept ? std::string(bytes) : std::string("<oversize>"));
    }
};

inline format::Shape shape_of(format::InputFormat format, char delimiter = 0, std::uint32_t num_columns = 0) {
    format::Shape shape;
    shape.format = format;
    shape.delimiter = static_cast<std::uint8_t>(delimiter);
    shape.num_columns = num_columns;
    return shape;
}

/// One of each way to tell records apart in lines.
inline const std::vector<format::Shape>& all_shapes() {
    static const std::vector<format::Shape> shapes{
        shape_of(format::InputFormat::Csv),          shape_of(format::InputFormat::Csv, ';'),
        shape_of(format::InputFormat::Csv, '\t'),    shape_of(format::InputFormat::Tsv),
        shape_of(format::InputFormat::JsonLines),    shape_of(format::InputFormat::PgCopy),
        shape_of(format::InputFormat::Csv, 0, 1),    shape_of(format::InputFormat::Tsv, 0, 1),
        shape_of(format::InputFormat::MySqlOutfile), shape_of(format::InputFormat::MySqlBatch)};
    return shapes;
}

struct RowEnd {
    std::size_t end = 0;    ///< before its line feed
    bool is_kept = true;
};

/// Where the record at `begin` ends. Of a record with quotes all is decided by `max_record_bytes` and a line end: what
/// ends within that is whole, a line whose quote is open there ends, and all else is too long and ends with its line.
inline RowEnd slow_end(std::string_view text, std::size_t begin, bool has_quotes, char delimiter, std::uint64_t most) {
    const std::size_t limit = begin + most + 2;
    bool is_quoted = false;
    bool is_cell_start = true;
    std::size_t opened = begin;
    std::size_t i = begin;
    for (; i < text.size() && i < limit; ++i) {
        if (is_quoted) {
            const bool is_doubled = text[i] == '"' && i + 1 < text.size() && text[i + 1] == '"';
            i += is_doubled ? 1 : 0;
            is_quoted = is_doubled || text[i] != '"';
            is_cell_start = false;
            continue;
        }
        if (text[i] == '\n') {
            return {i, true};
        }
        is_quoted = has_quotes && is_cell_start && text[i] == '"';
        opened = is_quoted ? i : opened;
        is_cell_start = text[i] == delimiter;
    }
    const std::size_t line_end = std::min(text.find('\n', opened), text.size());
    if (is_quoted && line_end < limit) {
        return {line_end, true};
    }
    return {std::min(text.find('\n', std::min(i, limit)), text.size()), i < limit};
}

/// The same where a backslash makes what follows it data, a line feed, too.
inline RowEnd slow_escaped_end(std::string_view text, std::size_t begin) {
    std::size_t i = begin;
    while (i < text.size() && text[i] != '\n') {
        i += text[i] == '\\' ? 2 : 1;
    }
    return {std::min(i, text.size()), true};
}

inline Rows slow_rows(std::string_view text, const format::Shape& shape, std::uint64_t most) {
    const core::TableSyntax syntax = shape.table_syntax();
    Rows found;
    for (std::size_t begin = 0; begin < text.size();) {
        const RowEnd end = syntax.escapes_line_feeds()
                               ? slow_escaped_end(text, begin)
                               : slow_end(text, begin, syntax.has_quotes, static_cast<char>(syntax.delimiter), most);
        std::string_view row = text.substr(begin, end.end - begin);
        const std::uint64_t line = found.num_lines;
        found.num_lines += 1 + static_cast<std::uint64_t>(std::ranges::count(row, '\n'));
        const bool is_copy = syntax.escapes == core::Escapes::Copy;
        if (end.end < text.size() && row.ends_with('\r') && is_copy) {
            row.remove_suffix(1);
        }
        const bool is_blank =
            !shape.has_blank_rows() && row.find_first_not_of(syntax.delimiter == '\t' ? " \r" : " \t\r") == row.npos;
        if (syntax.has_escapes ? row != "\\." || !is_copy : !is_blank) {
            found.add(line, begin, row, end.is_kept && row.size() <= most);
        }
        begin = end.end + 1;
    }
    return found;
}

/// Adds the records of a slab that is `bytes`, which stand at `offset`, and what a judge would say of them.
inline void frame(Bytes bytes, std::uint64_t offset, const format::Shape& shape, std::uint64_t most, Rows& found) {
    const std::uint64_t lines = found.num_lines;
    found.num_lines += format::frame_records(bytes.data(), bytes.size(), shape, [&](const core::Frame& frame) {
                           found.add(lines + frame.line, offset + frame.offset,
                                     as_text(bytes).substr(frame.offset, frame.size), frame.size <= most);
                       }).lines;
}

/// Adds the record at `begin` that is too long, of which no slab has the bytes, and of which `size` bytes are there;
/// how many it has with its line end.
inline std::size_t pass_over(format::Cutter& cutter, std::string_view text, std::size_t begin, std::size_t size,
                             Random& random, Rows& found) {
    std::size_t at = begin;
    std::size_t end = begin + size;
    const std::uint64_t line = found.num_lines;
    while (true) {
        const format::Passed passed = cutter.pass_over(as_bytes(text.substr(at, end - at)));
        at += passed.bytes;
        found.num_lines += passed.num_lines;
        if (passed.is_ended || end == text.size()) {
            if (!passed.is_blank) {
                found.add(line, begin, {}, false);
            }
            return at - begin;
        }
        end = std::min(text.size(), end + 1 + random.below(5));
    }
}

/// The rows of a text that arrives in random pieces, as a SlabReader cuts it: a slab is made as soon as it can be.
inline Rows cut_rows(std::string_view text, const format::Shape& shape, std::uint64_t most, Random& random) {
    Rows found;
    std::vector<std::uint8_t> buffer;
    const std::unique_ptr<format::Cutter> cutter = format::format_of(shape).make_cutter(shape, most);
    const std::size_t piece = 1 + random.below(random.one_in(2) ? 3 : 60);
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t rest = text.size() - begin;
        std::size_t size = random.below(rest + 1);
        bool is_at_end = false;
        format::Cut cut;
        cutter->restart();
        while (true) {
            buffer.assign(size + slab_padding, '"');    // behind the bytes stands what misleads
            std::ranges::copy(text.substr(begin, size), buffer.begin());
            cut = cutter->find(buffer.data(), size, is_at_end);
            if (cut.kind != format::CutKind::None || is_at_end) {
                break;
            }
            is_at_end = size == rest;    // is known only when no more comes
            size = std::min(rest, size + 1 + random.below(piece));
        }
        if (cut.kind == format::CutKind::Oversize) {
            begin += pass_over(*cutter, text, begin, size, random, found);
            continue;
        }
        if (cut.kind != format::CutKind::Records || cut.bytes == 0) {
            throw std::logic_error("a cut is neither records nor one that is too long");
        }
        frame(Bytes(buffer).first(cut.bytes), begin, shape, most, found);
        begin += cut.bytes;
    }
    return found;
}

}    // namespace hmacsweep::tests::cutting
