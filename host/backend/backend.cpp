#include "host/backend/backend.hpp"

#include "host/backend/text.hpp"

namespace hmacsweep {

void Backend::judge(const Slab& slab, const Shape& shape, Judgement& judgement) {
    judgement.frames.clear();
    judgement.exceptions.clear();
    const core::FrameCounts counts = frame_records(slab.data(), slab.size, shape, [&](const core::Frame& frame) {
        judgement.exceptions.push_back(static_cast<std::uint32_t>(judgement.frames.size()));
        judgement.frames.push_back(frame);
    });
    judgement.num_lines = counts.lines;
    judgement.verdicts.assign(judgement.frames.size(), Verdict::NotJudged);
}

const backend::TextFunctions& Backend::text() const {
    return backend::best_text();
}

}    // namespace hmacsweep
