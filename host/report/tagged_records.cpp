#include "host/report/tagged_records.hpp"

#include "host/base/counts_text.hpp"
#include "host/base/encoding.hpp"
#include "host/base/json_tokens.hpp"
#include "host/format/format.hpp"
#include "host/report/rejects.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <simdjson.h>

namespace hmacsweep::report {
namespace {

constexpr std::string_view member_name = "Mac";
constexpr std::string_view column_name = "mac";
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// Whether an object has a member Mac.
bool has_mac_member(std::string_view record, bool ignores_case) {
    const bool may_have =
        ignores_case || record.find("Mac\"") != std::string_view::npos || record.find("\\u") != std::string_view::npos;
    if (!may_have) {
        return false;
    }
    std::string text(record);
    static_cast<void>(blank_numbers(text));
    const simdjson::padded_string padded(text);
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    if (parser.parse(padded).get_object().get(object) != simdjson::SUCCESS) {
        return false;
    }
    return std::ranges::any_of(object, [&](const auto& member) {
        return member.key == member_name || (ignores_case && format::Shape::is_same_but_case(member.key, member_name));
    });
}

/// The header line with one more name. Blank lines before it are kept.
void append_header(const input::Slab& slab, std::string& out) {
    const std::string_view header = as_text(Bytes(slab.data(), slab.size));
    const std::size_t end = header.find_last_not_of("\r\n") + 1;
    out += header.substr(0, end);
    out += static_cast<char>(slab.shape->table_syntax().delimiter);
    out += column_name;
    out += end == header.size() ? "\n" : header.substr(end);
}

/// JSON in one line. Line ends are only between its tokens.
std::string in_one_line(std::string_view json) {
    std::string line(json);
    std::ranges::replace_if(line, [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return line;
}

/// A JSON object in one line, with one more member.
void append_object(std::string_view record, Bytes mac, std::string& out) {
    const std::string line = in_one_line(record.substr(0, record.rfind('}')));
    out += line;
    out += line.find_first_not_of(" \t", line.find('{') + 1) == std::string::npos ? "\"Mac\":\"" : ",\"Mac\":\"";
    append_base64(out, mac);
    out += "\"}";
}

/// The documents of a slab in which --records finds no array. A record that stands for one has only its place.
class BareDocuments {
public:
    explicit BareDocuments(const input::Slab& slab) : slab_(slab) {}

    /// The document that begins there; empty where none does, as where an element is missing.
    std::string_view at(std::uint32_t offset) {
        if (frames_.empty() && !slab_.shape->records.empty()) {
            format::Shape shape = *slab_.shape;
            shape.records.clear();
            format::frame_records(Bytes(slab_.data(), slab_.size), shape, frames_);
        }
        const auto found = std::ranges::lower_bound(frames_, offset, {}, &core::Frame::offset);
        return found == frames_.end() || found->offset != offset
                   ? std::string_view()
                   : as_text(Bytes(slab_.data() + found->offset, found->size));
    }

private:
    const input::Slab& slab_;
    std::vector<core::Frame> frames_;
};

}    // namespace

std::string refuse_tagging(const input::Slab& slab, const judge::SlabResult& result, std::string_view source,
                           std::uint64_t first) {
    const format::Shape& shape = *slab.shape;
    if (slab.kind == input::SlabKind::Header && shape.is_table()) {
        const auto column = std::ranges::find_if(shape.column_names, [&](const std::string& name) {
            return name == column_name || name == member_name ||
                   (shape.ignores_case && format::Shape::is_same_but_case(name, column_name));
        });
        return column == shape.column_names.end()
                   ? ""
                   : fmt::format(
                         "{} has a column {} already, and --with-record adds {}: take that column out, or "
                         "rename it",
                         printable(source), *column, column_name);
    }
    for (std::size_t i = 0; slab.kind == input::SlabKind::Records && shape.is_json() && i < result.outcomes.size();
         ++i) {
        const core::Frame& frame = result.framing.frames[i];
        if (result.outcomes[i].verdict == Verdict::Valid &&
            has_mac_member(as_text(Bytes(slab.data() + frame.offset, frame.size)), shape.ignores_case)) {
            return fmt::format(
                "record {} of {} has a member {} already, and --with-record adds one: take it out "
                "first, as jq -c 'del(.{})' does",
                grouped(first + i + 1), printable(source), member_name, member_name);
        }
    }
    return {};
}

std::uint64_t append_tagged(const input::Slab& slab, const judge::SlabResult& result, const input::SlabPlace& place,
                            std::string& out) {
    const format::Shape& shape = *slab.shape;
    // The first slab of a source begins behind a byte-order mark, if there is one.
    if (place.records == 0 && place.lines == 0 && slab.offset == byte_order_mark.size() && !shape.is_json()) {
        out += byte_order_mark;
    }
    if (slab.kind == input::SlabKind::Header && shape.is_table()) {
        append_header(slab, out);
    }
    BareDocuments documents(slab);
    for (std::size_t i = 0; slab.kind == input::SlabKind::Records && i < result.outcomes.size(); ++i) {
        const judge::Outcome& outcome = result.outcomes[i];
        const core::Frame& frame = result.framing.frames[i];
        const std::string_view record = as_text(Bytes(slab.data() + frame.offset, frame.size));
        const bool has_mac = outcome.verdict == Verdict::Valid;
        const std::size_t mac_bytes = has_mac ? core::digest_bytes(*outcome.algorithm) : 0;
        const Bytes mac = Bytes(result.macs).subspan(i * core::max_digest_bytes, mac_bytes);
        if (shape.is_json()) {
            if (has_mac) {
                append_object(record, mac, out);
            } else {
                out += in_one_line(record.empty() ? documents.at(frame.offset) : record);
            }
            out += '\n';
            continue;
        }
        out += record;
        if (shape.is_table()) {
            out += static_cast<char>(shape.table_syntax().delimiter);
        } else if (has_mac) {
            out += " hmac=";
        }
        out += to_hex(mac);
        out += line_end_at(slab, frame.offset + std::size_t{frame.size});
    }
    return result.outcomes.size();
}

}    // namespace hmacsweep::report
