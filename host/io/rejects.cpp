#include "host/io/rejects.hpp"

namespace hmacsweep::io {
namespace {

/// The line end at that place of the slab; a line feed where there is none.
std::string_view line_end_at(const Slab& slab, std::size_t place) {
    const std::string_view rest = as_text(Bytes(slab.data(), slab.size)).substr(place);
    return rest.starts_with("\r\n") ? "\r\n" : "\n";
}

}    // namespace

RejectCounts append_rejects(const Slab& slab, const SlabResult& result, std::string& out) {
    RejectCounts counts;
    for (std::size_t i = 0; i < result.outcomes.size(); ++i) {
        if (result.outcomes[i].verdict == Verdict::Valid) {
            continue;
        }
        if (slab.kind != SlabKind::Records) {
            ++counts.left_out;
            continue;
        }
        const core::Frame& frame = result.judgement.frames[i];
        out += as_text(Bytes(slab.data() + frame.offset, frame.size));
        out += line_end_at(slab, frame.offset + std::size_t{frame.size});
        ++counts.written;
    }
    return counts;
}

}    // namespace hmacsweep::io
