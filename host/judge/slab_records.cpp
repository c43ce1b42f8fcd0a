#include "host/judge/slab_records.hpp"

namespace hmacsweep::judge {

const reader::Record& SlabRecords::read(const input::Slab& slab, std::span<const core::Frame> frames,
                                        std::uint32_t index) {
    const core::Frame& frame = frames[index];
    if (!slab.shape->is_chained()) {
        return reader_.read(*slab.shape, slab.data() + frame.offset, frame.size);
    }
    // Records are mostly read one after another, and then the one before has just been read.
    const bool is_reversed = slab.shape->chain.is_reversed;    // the one before, in the chain, is the next one
    if (is_reversed || slab_ != slab.data() || sequence_ != slab.sequence || index_ != index || index == 0) {
        find_previous(slab, frames, index);
    }
    const reader::Record& record =
        reader_.read(*slab.shape, slab.data() + frame.offset, frame.size, format::PreviousMac{state_, text_});
    keep(record);
    slab_ = slab.data();
    sequence_ = slab.sequence;
    index_ = index + 1;
    return record;
}

void SlabRecords::find_previous(const input::Slab& slab, std::span<const core::Frame> frames, std::uint32_t index) {
    const bool is_reversed = slab.shape->chain.is_reversed;
    if (is_reversed ? index + 1 < frames.size() : index > 0) {
        const core::Frame& frame = frames[is_reversed ? index + 1 : index - 1];
        read_previous(*slab.shape, slab.data() + frame.offset, frame.size);
    } else if (slab.previous.state == format::PreviousState::Stored) {
        read_previous(*slab.previous.shape, slab.previous.buffer.data(), slab.previous.size);
    } else {
        state_ = slab.previous.state;
    }
}

void SlabRecords::read_previous(const format::Shape& shape, const std::uint8_t* bytes, std::size_t size) {
    if (size > max_record_bytes_) {
        state_ = format::PreviousState::Lost;
    } else {
        keep(previous_reader_.read(shape, bytes, size));
    }
}

void SlabRecords::keep(const reader::Record& record) {
    state_ = record.as_previous.state;
    text_ = record.as_previous.text;
}

}    // namespace hmacsweep::judge
