#include "host/judge/framing.hpp"

#include "host/format/format.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace hmacsweep::judge {

void frame_slab(const input::Slab& slab, Framing& framing) {
    framing.frames.clear();
    if (slab.kind != input::SlabKind::Records) {
        const bool is_record = slab.kind == input::SlabKind::OversizeRecord;
        framing.frames.assign(is_record ? 1 : 0, core::Frame{0, 0, slab.shape->has_lines() ? 0 : core::no_line});
        framing.num_lines = slab.num_lines;
        return;
    }
    const core::FrameCounts counts = format::frame_records(Bytes(slab.data(), slab.size), *slab.shape, framing.frames);
    framing.num_lines = counts.lines;
}

std::string framing_fault(const input::Slab& slab, std::span<const core::Frame> frames) {
    // A record that was left out has a byte of its own and line ends on both sides.
    constexpr std::size_t least_lost = 3;
    const std::string_view text = as_text(Bytes(slab.data(), slab.size));
    const format::Format& format = format::format_of(*slab.shape);
    const std::string_view harmless = format.filling;
    // The trailer of COPY's binary form is no record.
    const bool has_gaps = slab.kind == input::SlabKind::Records && !slab.shape->is_binary && !format.has_surroundings;
    std::size_t end = 0;
    std::size_t least_next = 0;    // a line end follows an empty record, too
    const auto is_lost = [&](std::size_t next, std::size_t least) {
        return has_gaps && next - end >= least &&
               text.substr(end, next - end).find_first_not_of(harmless) != std::string_view::npos;
    };
    for (const core::Frame& frame : frames) {
        if (slab.kind == input::SlabKind::Records &&
            (frame.offset < least_next || frame.offset + std::size_t{frame.size} > slab.size)) {
            return fmt::format("two records share the bytes before byte {} of the input", slab.offset + end);
        }
        if (is_lost(frame.offset, end == 0 ? 1 : least_lost)) {
            return fmt::format("no record has the bytes from byte {} of the input on", slab.offset + end);
        }
        end = frame.offset + std::size_t{frame.size};
        least_next = frame.offset + std::max<std::size_t>(frame.size, 1);
    }
    return is_lost(slab.size, 1)
               ? fmt::format("no record has the bytes from byte {} of the input on", slab.offset + end)
               : std::string();
}

}    // namespace hmacsweep::judge
