#include "host/input/source_head.hpp"

#include "host/format/format.hpp"
#include "host/format/formats/copy_binary.hpp"
#include "host/format/table_format.hpp"
#include "host/format/table_header.hpp"
#include "host/input/compression/compression.hpp"

#include <algorithm>

namespace hmacsweep::input {
namespace {

/// Whether bytes may begin a source of the format that its name says. What is not there yet may.
bool begins_as(format::InputFormat format, Bytes bytes) {
    const auto first = std::ranges::find_if_not(bytes, core::is_json_blank);
    const bool is_json = first != bytes.end() && (*first == '{' || *first == '[');
    const bool wants_json = format::row_of(format).kind == format::RecordKind::Object;
    return first == bytes.end() || is_json == wants_json;
}

format::InputFormat find_format(const format::HeadRequest& request) {
    const format::Shape& shape = request.shape;
    if (shape.format != format::InputFormat::Auto) {
        return shape.format;
    }
    if (format::is_binary_copy(request)) {
        return format::InputFormat::PgCopy;
    }
    const auto guess = format::guess_format(without_compression_suffix(request.name));
    if (guess && (begins_as(*guess, request.bytes) || !shape.has_header || shape.delimiter != 0)) {
        return *guess;
    }
    if (!shape.has_header || shape.delimiter != 0) {
        return format::InputFormat::Csv;    // nothing else has these
    }
    const Bytes line = format::read_first_record(request, {}).bytes;
    const format::InputFormat sniffed = format::sniff_format(shape, line);
    const auto first = std::ranges::find_if_not(line, core::is_json_blank);
    const bool is_sure = sniffed != format::InputFormat::JsonLines || (first != line.end() && *first == '{');
    return guess && !is_sure ? *guess : sniffed;
}

}    // namespace

format::SourceHead read_head(format::HeadRequest request) {
    format::SourceHead head;
    head.shape = request.shape;
    head.shape.format = find_format(request);
    request.is_guessed = request.shape.format == format::InputFormat::Auto &&
                         !format::guess_format(without_compression_suffix(request.name));
    if (!head.shape.records.empty() && !head.shape.is_json()) {
        head.error = "is no JSON, and --records is for JSON";
        return head;
    }
    if (const auto read = format::format_of(head.shape).read_head; read != nullptr) {
        read(request, head);
    }
    if (head.shape.is_binary && head.shape.chain.is_reversed) {
        head.error = "is in COPY's binary form, which --chain-order reverse does not read";
    }
    return head;
}

}    // namespace hmacsweep::input
