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

/// Whether a source whose name says JSON has an object in each line, as Spark, BigQuery and DynamoDB write such files:
/// its first line is an object, and another object follows.
bool has_object_lines(const format::HeadRequest& request) {
    // The place of the next byte that is no blank. It may be the end of what can be read.
    const auto pass_blanks = [&](std::size_t place) {
        const std::uint64_t most = place + request.max_record_bytes;
        while (place < most &&
               (place < request.bytes.size() ? core::is_json_blank(request.bytes[place]) : request.read_ahead())) {
            place += place < request.bytes.size() && core::is_json_blank(request.bytes[place]) ? 1 : 0;
        }
        return place;
    };
    const auto is_brace = [&](std::size_t place) {
        return place < request.bytes.size() && request.bytes[place] == '{';
    };
    if (!is_brace(pass_blanks(0))) {
        return false;    // the line of an array may be the whole file
    }
    const format::FirstRecord line = format::read_first_record(request, {});
    core::ElementScan scan = core::element_from(0);
    return core::scan_element(line.bytes.data(), line.bytes.size(), true, scan) == core::ElementStop::Closed &&
           std::ranges::all_of(line.bytes.subspan(scan.position), core::is_json_blank) &&
           is_brace(pass_blanks(line.end));
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
    if (guess == format::InputFormat::Json && has_object_lines(request)) {
        return format::InputFormat::JsonLines;
    }
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
