#include "host/input/source_head.hpp"

#include "host/base/bytes.hpp"
#include "host/format/table_header.hpp"
#include "host/input/compression/compression.hpp"
#include "host/input/copy_header.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace hmacsweep::input {
namespace {

/// A record may be followed by CR LF, which do not count.
constexpr std::uint64_t line_end_bytes = 2;

/// The first record that is not blank.
struct FirstRecord {
    Bytes bytes;                    ///< without its line end; in HeadRequest::bytes
    std::size_t end = 0;            ///< behind its line end
    std::uint32_t num_lines = 0;    ///< its own and the blank ones
    bool is_too_long = false;
};

/// Reads on until there is a whole record that is not blank, or all that there is. Blank lines before it are held with
/// it, and it is too long where all of them are, however much happens to have been read.
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

/// Whether bytes may begin a source of the format that its name says. What is not there yet may.
bool begins_as(format::InputFormat format, Bytes bytes) {
    const auto first = std::ranges::find_if_not(bytes, core::is_json_blank);
    const bool is_json = first != bytes.end() && (*first == '{' || *first == '[');
    const bool wants_json = format == format::InputFormat::Json || format == format::InputFormat::JsonLines;
    return first == bytes.end() || is_json == wants_json;
}

format::InputFormat find_format(const HeadRequest& request) {
    const format::Shape& shape = request.shape;
    if (shape.format != format::InputFormat::Auto) {
        return shape.format;
    }
    if (is_binary_copy(request)) {
        return format::InputFormat::PgCopy;
    }
    const auto guess = format::guess_format(without_compression_suffix(request.name));
    if (guess && (begins_as(*guess, request.bytes) || !shape.has_header || shape.delimiter != 0)) {
        return *guess;
    }
    if (!shape.has_header || shape.delimiter != 0) {
        return format::InputFormat::Csv;    // nothing else has these
    }
    const Bytes line = read_first_record(request, {}).bytes;
    const format::InputFormat sniffed = format::sniff_format(shape, line);
    const auto first = std::ranges::find_if_not(line, core::is_json_blank);
    const bool is_sure = sniffed != format::InputFormat::JsonLines || (first != line.end() && *first == '{');
    return guess && !is_sure ? *guess : sniffed;
}

Result<format::Shape> read_header(const HeadRequest& request, SourceHead& head) {
    const FirstRecord header = read_first_record(request, head.shape.table_syntax());
    if (header.is_too_long) {
        return Error{"has a header line longer than --max-record-bytes, or one with a quote left open"};
    }
    if (header.bytes.empty()) {
        return Error{"has no header line, which a table needs unless --no-header says otherwise"};
    }
    head.header_bytes = header.end;
    head.header_lines = header.num_lines;
    return format::find_columns(head.shape, header.bytes);
}

/// What the source begins with instead of JSON Lines, where nobody said that they are; nothing where one of the first
/// lines begins as an object does, or there are none. Lines that are not there yet are waited for.
std::string_view instead_of_json_lines(const HeadRequest& request) {
    constexpr int max_lines = 16;
    const std::vector<std::uint8_t>& bytes = request.bytes;
    std::size_t begin = 0;
    bool has_text = false;
    for (int num_lines = 0; num_lines < max_lines && begin <= request.max_record_bytes;) {
        const auto from = bytes.begin() + static_cast<std::ptrdiff_t>(begin);
        const auto line_feed = std::find(from, bytes.end(), std::uint8_t{'\n'});
        const auto first = std::find_if_not(from, line_feed, core::is_json_blank);
        if (first != line_feed && (*first == '{' || *first == '[')) {
            return *first == '{' ? ""
                                 : "begins with [, as one array does, which --input-format json reads; --input-format "
                                   "jsonl reads it as JSON Lines all the same";
        }
        const bool is_too_long = bytes.size() - begin > request.max_record_bytes;
        if (line_feed == bytes.end() && !is_too_long && request.read_ahead()) {
            continue;
        }
        has_text = has_text || first != line_feed;
        num_lines += first != line_feed ? 1 : 0;
        if (line_feed == bytes.end()) {
            break;
        }
        begin = static_cast<std::size_t>(line_feed - bytes.begin()) + 1;
    }
    if (!has_text) {
        return {};
    }
    return "is no JSON: none of its first lines begins with {. --line '{Message} hmac={Mac:hex}' is for lines of a log "
           "that "
           "have a MAC each, --profile jwt for tokens, --columns for a table's own names, --input-format lines "
           "(generate) for "
           "bare lines; --input-format jsonl reads it as JSON Lines all the same";
}

/// Columns by their numbers. The first row shows whether rows have one cell, where blank lines are rows.
Result<format::Shape> read_first_row(const HeadRequest& request, const format::Shape& shape) {
    Result<format::Shape> settled = format::number_columns(shape);
    if (settled && !shape.table_syntax().has_escapes) {
        const Bytes row = read_first_record(request, shape.table_syntax()).bytes;
        std::size_t num_cells = 0;
        const core::CellError error = core::split_record(row.data(), row.size(), shape.table_syntax(),
                                                         [&](const core::Cell& /*cell*/) { ++num_cells; });
        settled->is_one_column = error == core::CellError::None && num_cells == 1 && !row.empty();
    }
    return settled;
}

/// COPY's binary form: no names, so columns go by their numbers whatever --no-header says, and cells are bytes.
SourceHead read_binary_head(const HeadRequest& request, format::Shape shape) {
    SourceHead head;
    shape.is_binary = true;
    shape.has_header = false;
    shape.message_encoding = shape.binary_message_encoding;
    shape.mac_encoding = shape.binary_mac_encoding;
    head.shape = shape;
    const Result<CopyHeader> header = read_copy_header(request);
    if (!header) {
        head.error = header.error().message;
        return head;
    }
    head.header_bytes = header->bytes;
    Result<format::Shape> settled = format::number_columns(std::move(shape));
    if (!settled) {
        head.error =
            fmt::format("is in COPY's binary form, whose columns have no names: --columns {}", settled.error().message);
        return head;
    }
    head.shape = std::move(*settled);
    head.shape.num_columns = header->num_columns;
    return head;
}

/// Where the one value of a JSON text begins, and whether that is an array, whose bracket is a header of a kind.
void read_json_head(const HeadRequest& request, SourceHead& head) {
    std::size_t begin = 0;
    while (true) {
        const auto first = std::find_if_not(request.bytes.begin() + static_cast<std::ptrdiff_t>(begin),
                                            request.bytes.end(), core::is_json_blank);
        begin = static_cast<std::size_t>(first - request.bytes.begin());
        const bool is_there = first != request.bytes.end();
        if (begin > request.max_record_bytes || (!is_there && !request.read_ahead())) {
            head.error = "has no JSON in it: one object, or an array of objects, is needed";
            return;
        }
        if (is_there) {
            break;
        }
    }
    head.shape.is_array = request.bytes[begin] == '[';
    if (!head.shape.is_array && request.bytes[begin] != '{') {
        head.error = "is neither a JSON object nor an array of objects";
        return;
    }
    head.header_bytes = begin + (head.shape.is_array ? 1 : 0);
    head.header_lines = static_cast<std::uint32_t>(
        std::count(request.bytes.begin(), request.bytes.begin() + static_cast<std::ptrdiff_t>(begin), '\n'));
}

}    // namespace

SourceHead read_head(const HeadRequest& request) {
    SourceHead head;
    head.shape = request.shape;
    head.shape.format = find_format(request);
    if (head.shape.format == format::InputFormat::PgCopy && is_binary_copy(request)) {
        return read_binary_head(request, std::move(head.shape));
    }
    if (head.shape.format == format::InputFormat::Json) {
        read_json_head(request, head);
    }
    if (head.shape.format == format::InputFormat::JsonLines && request.shape.format == format::InputFormat::Auto &&
        !format::guess_format(without_compression_suffix(request.name))) {
        head.error = instead_of_json_lines(request);
    }
    if (head.shape.is_table()) {
        Result<format::Shape> settled =
            head.shape.has_header ? read_header(request, head) : read_first_row(request, head.shape);
        if (settled) {
            head.shape = std::move(*settled);
        } else {
            head.error = settled.error().message;
        }
    }
    return head;
}

}    // namespace hmacsweep::input
