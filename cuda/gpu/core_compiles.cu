// Instantiates the core's steps in device code: a change that a device cannot compile fails the build. It launches
// nothing; the kernels come with the GPU backend.
#include "cuda/core/frame.hpp"
#include "cuda/core/judge.hpp"
#include "cuda/core/line_template.hpp"
#include "cuda/core/name_table.hpp"
#include "cuda/core/table.hpp"
#include "cuda/core/text_codec.hpp"

namespace hmacsweep::gpu {
namespace {

template <class Family>
__device__ core::Verdict judge_one(const core::BatchView& batch, const core::KeyTableView& keys, std::uint32_t index) {
    const auto macs = core::compute_macs<Family, typename Family::Word>(batch, keys, &index, 1);
    return core::compare_mac<Family>(macs, 0, batch.macs + (index * core::max_digest_bytes),
                                     batch.items[index].mac_bytes);
}

}    // namespace

__global__ void judge_items(core::BatchView batch, core::KeyTableView keys, core::Verdict* verdicts) {
    const std::size_t i = (std::size_t{blockIdx.x} * blockDim.x) + threadIdx.x;
    if (i < batch.num_items) {
        const std::uint32_t index = batch.order[i];
        verdicts[index] = core::is_wide(batch.items[index].algorithm)
                              ? judge_one<core::Sha512Family>(batch, keys, index)
                              : judge_one<core::Sha256Family>(batch, keys, index);
    }
}

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

__global__ void match_one(core::LineTemplateView line, const std::uint8_t* bytes, std::size_t size, core::Span* parts,
                          std::uint32_t* matched) {
    *matched = core::match_line(line, bytes, size, parts);
}

}    // namespace hmacsweep::gpu
