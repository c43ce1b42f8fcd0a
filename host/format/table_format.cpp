#include "host/format/table_format.hpp"

#include "host/format/table_header.hpp"

#include <algorithm>
#include <utility>

namespace hmacsweep::format {
namespace {

/// A record may be followed by CR LF, which do not count.
constexpr std::uint64_t line_end_bytes = 2;

Result<Shape> read_header(const HeadRequest& request, SourceHead& head) {
    const FirstRecord header = read_first_record(request, head.shape.table_syntax());
    if (header.is_too_long) {
        return Error{"has a header line longer than --max-record-bytes, or one with a quote left open"};
    }
    if (header.bytes.empty()) {
        return Error{"has no header line, which a table needs unless --no-header says otherwise"};
    }
    head.header_bytes = header.end;
    head.header_lines = header.num_lines;
    return find_columns(head.shape, header.bytes);
}

/// Columns by their numbers. The first row shows whether rows have one cell, where blank lines are rows.
Result<Shape> read_first_row(const HeadRequest& request, const Shape& shape) {
    Result<Shape> settled = number_columns(shape);
    if (settled && !shape.table_syntax().has_escapes) {
        const Bytes row = read_first_record(request, shape.table_syntax()).bytes;
        std::size_t num_cells = 0;
        const core::CellError error = core::split_record(row.data(), row.size(), shape.table_syntax(),
                                                         [&](const core::Cell& /*cell*/) { ++num_cells; });
        settled->is_one_column = error == core::CellError::None && num_cells == 1 && !row.empty();
    }
    return settled;
}

}    // namespace

FirstRecord read_first_record(const HeadRequest& request, const core::TableSyntax& syntax) {
    const std::vector<std::uint8_t>& bytes = request.bytes;
    const std::uint64_t limit = request.max_record_bytes + line_end_bytes;
    FirstRecord first;
    std::size_t begin = 0;
    core::RecordScan scan = core::scan_from(0);
    for (bool has_more = true; has_more;) {
        if (!core::scan_record(bytes.data(), std::min<std::size_t>(bytes.size(), limit), syntax, scan)) {
            if (bytes.size() >= limit) {
                first.is_too_long = true;
                break;
            }
            has_more = request.read_ahead();
            if (has_more) {
                continue;
            }
        }
        std::size_t size = scan.position - begin;
        first.end = std::min(scan.position + 1, bytes.size());
        first.num_lines += 1 + static_cast<std::uint32_t>(
                                   std::count(bytes.data() + begin, bytes.data() + scan.position, std::uint8_t{'\n'}));
        if (has_more && size > 0 && bytes[scan.position - 1] == '\r' && syntax.strips_returns()) {
            --size;
        }
        if (!core::is_passed_over(bytes.data() + begin, size, syntax)) {
            first.bytes = Bytes(bytes).subspan(begin, size);
            break;
        }
        begin = first.end;
        scan = core::scan_from(begin);
    }
    return first;
}

core::FrameCounts frame_rows_of_table(Bytes records, const Shape& shape, std::vector<core::Frame>& frames) {
    return core::frame_table(records.data(), records.size(), shape.table_syntax(),
                             [&](const core::Frame& found) { frames.push_back(found); });
}

void read_table_head(const HeadRequest& request, SourceHead& head) {
    Result<Shape> settled = head.shape.has_header ? read_header(request, head) : read_first_row(request, head.shape);
    if (settled) {
        head.shape = std::move(*settled);
    } else {
        head.error = settled.error().message;
    }
}

}    // namespace hmacsweep::format
