#include "host/input/record_finder.hpp"

#include <utility>

namespace hmacsweep::input {

RecordFinder::RecordFinder(Source source, const SlabReaderOptions& options, const StopFlag& stop)
    : sources_{std::move(source)}, reader_(sources_, options, stop) {}

bool RecordFinder::next_slab() {
    before_.records += frames_.size();
    before_.lines += num_lines_;
    frames_.clear();
    num_lines_ = 0;
    if (!reader_.next(slab_)) {
        return false;
    }
    if (slab_.kind == SlabKind::Records) {
        num_lines_ = format::frame_records(Bytes(slab_.data(), slab_.size), *slab_.shape, frames_).lines;
    } else {
        num_lines_ = slab_.num_lines;
        frames_.assign(slab_.kind == SlabKind::OversizeRecord ? 1 : 0,
                       core::Frame{0, 0, slab_.shape->has_lines() ? 0 : core::no_line});
    }
    return true;
}

std::optional<FoundRecord> RecordFinder::find(std::uint64_t number) {
    while (number > before_.records + frames_.size()) {
        if (!next_slab()) {
            return std::nullopt;
        }
    }
    if (number <= before_.records) {
        return std::nullopt;
    }
    const std::size_t index = number - before_.records - 1;
    const core::Frame& frame = frames_[index];
    FoundRecord found{slab_, {number - 1, frame.line == core::no_line ? 0 : before_.lines + frame.line}};
    const bool is_reversed = slab_.shape->chain.is_reversed;
    if (is_reversed ? index + 1 < frames_.size() : index > 0) {
        const core::Frame& previous = frames_[is_reversed ? index + 1 : index - 1];
        found.slab.previous = {format::PreviousState::Stored, slab_.shape, previous.size, {}};
        found.slab.previous.buffer.assign(slab_.data() + previous.offset,
                                          slab_.data() + previous.offset + previous.size + slab_padding);
    }
    found.slab.offset += frame.offset;
    found.slab.size = frame.size;
    found.slab.buffer.assign(Bytes(slab_.data() + frame.offset, frame.size));
    return found;
}

}    // namespace hmacsweep::input
