#include "host/format/format.hpp"

#include "host/format/formats/copy_binary.hpp"

namespace hmacsweep::format {

const Format& format_of(const Shape& shape) {
    return shape.is_binary ? formats::copy_binary : *row_of(shape.format).answers;
}

core::FrameCounts frame_records(Bytes records, const Shape& shape, std::vector<core::Frame>& frames) {
    return format_of(shape).frame(records, shape, frames);
}

}    // namespace hmacsweep::format
