// The record index on the host: the parts of a FrameStep, one after the other, as a GPU's stream has them.
#pragma once

#include "tests/support/emulated_warp.hpp"
#include "tests/support/thrust_on_host.hpp"

namespace hmacsweep::tests {

inline void frame_on_host(const gpu::FrameStep& step) {
    run_emulated(step.count_lines(), step.num_pieces());
    join_on_host(step);
    run_emulated(step.write_ends(), step.num_pieces());
    count_on_host(step);
    run_emulated(step.write_frames(), step.num_places);
}

/// What a device would find in a text.
struct FoundOnHost {
    std::vector<core::Frame> frames;
    core::RecordIndex index{};
};
/// With places for so many lines.
inline FoundOnHost find_on_host(const std::uint8_t* text, std::size_t size, const core::LineRules& rules,
                                std::size_t num_places) {
    std::vector<core::PieceLines> pieces(core::num_pieces(size));
    std::vector<core::LineEnd> ends(num_places);
    std::vector<std::uint32_t> running(num_places);
    FoundOnHost found;
    found.frames.resize(num_places);
    frame_on_host({text, size, rules, pieces.data(), ends.data(), running.data(), found.frames.data(), num_places,
                   &found.index, nullptr, 0});
    found.frames.resize(found.index.records);
    return found;
}

}    // namespace hmacsweep::tests
