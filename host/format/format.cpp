#include "host/format/format.hpp"

#include "host/format/formats/copy_binary.hpp"
#include "host/format/formats/json_envelopes.hpp"

namespace hmacsweep::format {

const Format& format_of(const Shape& shape) {
    if (shape.is_binary) {
        return formats::copy_binary;
    }
    return shape.records.empty() || !shape.is_json() ? *row_of(shape.format).answers : formats::json_envelopes(shape);
}

core::FrameCounts frame_records(Bytes records, const Shape& shape, std::vector<core::Frame>& frames) {
    return format_of(shape).frame(records, shape, frames);
}

}    // namespace hmacsweep::format
