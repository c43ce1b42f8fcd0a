#include "host/io/source_head.hpp"

#include "host/bytes.hpp"
#include "host/io/compression/compression.hpp"
#include "host/io/table_header.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace hmacsweep::io {
namespace {

/// The first record that is not blank.
struct FirstRecord {
    Bytes bytes;                    ///< without its line end; in HeadRequest::bytes
    std::size_t end = 0;            ///< behind its line end
    std::uint32_t num_lines = 0;    ///< its own and the blank ones
    bool is_too_long = false;
};

/// Reads on until there is a whole record that is not blank, or all that there is.
FirstRecord read_first_record(const HeadRequest& request, const core::TableSyntax& syntax) {
    const std::vector<std::uint8_t>& bytes = request.bytes;
    FirstRecord first;
    std::size_t begin = 0;
    core::RecordScan scan = core::scan_from(0);
    for (bool has_more = true; has_more;) {
        if (!core::scan_record(bytes.data(), bytes.size(), syntax, scan)) {
            if (bytes.size() - begin > request.max_record_bytes) {
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
        if (has_more && size > 0 && bytes[scan.position - 1] == '\r') {
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

InputFormat find_format(const HeadRequest& request) {
    const Shape& shape = request.shape;
    if (shape.format != InputFormat::Auto) {
        return shape.format;
    }
    if (const std::optional<InputFormat> guess = guess_format(without_compression_suffix(request.name))) {
        return *guess;
    }
    if (!shape.has_header || shape.delimiter != 0) {
        return InputFormat::Csv;    // nothing else has these
    }
    return sniff_format(shape, read_first_record(request, {}).bytes);
}

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

/// Whether the source begins as COPY's binary form does.
bool is_binary_copy(const HeadRequest& request) {
    constexpr std::string_view signature("PGCOPY\n\xff\r\n\0", 11);
    while (request.bytes.size() < signature.size() && request.read_ahead()) {
    }
    return as_text(request.bytes).starts_with(signature);
}

}    // namespace

SourceHead read_head(const HeadRequest& request) {
    SourceHead head;
    head.shape = request.shape;
    head.shape.format = find_format(request);
    if (head.shape.format == InputFormat::PgCopy && is_binary_copy(request)) {
        head.error = "is in COPY's binary form, which this version does not read; its text and csv forms it does";
        return head;
    }
    if (head.shape.is_table()) {
        Result<Shape> settled = head.shape.has_header ? read_header(request, head) : number_columns(head.shape);
        if (settled) {
            head.shape = std::move(*settled);
        } else {
            head.error = settled.error().message;
        }
    }
    return head;
}

}    // namespace hmacsweep::io
