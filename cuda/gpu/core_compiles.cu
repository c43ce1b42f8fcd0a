// Instantiates in device code those steps of the core that no kernel runs yet: a change that a device cannot compile
// fails the build. Nothing here is launched.
#include "cuda/core/copy_binary.hpp"
#include "cuda/core/frame.hpp"
#include "cuda/core/json_line.hpp"
#include "cuda/core/leaf_digest.hpp"
#include "cuda/core/line_template.hpp"
#include "cuda/core/name_table.hpp"
#include "cuda/core/plain_record.hpp"
#include "cuda/core/table.hpp"
#include "cuda/core/text_codec.hpp"

namespace hmacsweep::gpu {
__global__ void decode_and_find(const std::uint8_t* text, std::size_t size, core::Base64Table table,
                                core::NameTableView names, std::uint8_t* out, std::uint32_t* key,
                                std::uint32_t* lines) {
    const core::Decoded decoded = core::decode_base64(table, core::Padding::Required, text, size, out);
    *key = core::find_name(names, out, decoded.bytes + core::decode_hex(text, size, out).bytes);
    *lines = core::frame_lines(text, size, true, [](core::Frame) {}).lines;
}

__global__ void frame_and_split(const std::uint8_t* bytes, std::size_t size, core::TableSyntax syntax,
                                std::uint8_t* out, std::uint32_t* cells) {
    *cells = core::frame_table(bytes, size, syntax, [&](core::Frame frame) {
                 static_cast<void>(core::split_record(bytes + frame.offset, frame.size, syntax, [&](core::Cell cell) {
                     out += core::unescape_cell(cell.kind, bytes + frame.offset + cell.offset, cell.size, out);
                 }));
             }).lines;
}

__global__ void digest_one_leaf(const std::uint8_t* const* leaves, std::uint8_t* digest) {
    core::digest_leaves<std::uint32_t>(leaves, 1, core::leaf_bytes, digest);
}

__global__ void scan_one(const std::uint8_t* line, std::size_t size, core::PlainMember* members, bool* is_plain) {
    *is_plain = core::scan_plain_object(line, size, [&](const core::PlainMember& member) { *members++ = member; });
}

__global__ void frame_and_split_rows(const std::uint8_t* bytes, std::size_t size, std::uint32_t* cells) {
    *cells = core::frame_rows(bytes, size, [&](core::Frame frame) {
                 static_cast<void>(
                     core::split_row(bytes + frame.offset, frame.size, [&](core::Cell cell) { *cells += cell.size; }));
             }).records;
}

__global__ void pack_all(core::PlainShapeView shape, core::PlainKeysView keys, core::Base64Tables tables,
                         const std::uint8_t* slab, const core::Frame* frames, std::uint32_t num_frames,
                         core::PackedFrames* packed) {
    core::pack_frames(shape, keys, tables, slab, frames, num_frames, ~std::uint64_t{0}, *packed);
}

__global__ void match_one(core::LineTemplateView line, const std::uint8_t* bytes, std::size_t size, core::Span* parts,
                          std::uint32_t* matched) {
    *matched = core::match_line(line, bytes, size, parts);
}

}    // namespace hmacsweep::gpu
