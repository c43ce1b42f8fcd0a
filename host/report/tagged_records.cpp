#include "host/report/tagged_records.hpp"

#include "host/base/encoding.hpp"
#include "host/report/rejects.hpp"

#include <algorithm>
#include <string_view>

namespace hmacsweep::report {
namespace {

/// The header line with one more name. Blank lines before it are kept.
void append_header(const input::Slab& slab, std::string& out) {
    std::string_view header = as_text(Bytes(slab.data(), slab.size));
    const std::size_t end = header.find_last_not_of("\r\n") + 1;
    out += header.substr(0, end);
    out += static_cast<char>(slab.shape->table_syntax().delimiter);
    out += "mac";
    out += end == header.size() ? "\n" : header.substr(end);
}

/// A JSON object in one line, with one more member. Line ends are only between its tokens.
void append_object(std::string_view record, Bytes mac, std::string& out) {
    const std::size_t end = record.rfind('}');
    std::string line(record.substr(0, end));
    std::ranges::replace_if(line, [](char c) { return c == '\n' || c == '\r'; }, ' ');
    out += line;
    out += line.find_first_not_of(" \t", line.find('{') + 1) == std::string::npos ? "\"Mac\":\"" : ",\"Mac\":\"";
    append_base64(out, mac);
    out += "\"}";
}

}    // namespace

std::uint64_t append_tagged(const input::Slab& slab, const judge::SlabResult& result, std::string& out) {
    const format::Shape& shape = *slab.shape;
    if (slab.kind == input::SlabKind::Header && shape.is_table()) {
        append_header(slab, out);
    }
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
                out += record;
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
