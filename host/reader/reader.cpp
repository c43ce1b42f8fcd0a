#include "host/reader/reader.hpp"

namespace hmacsweep::reader {

const Record& Reader::read(const format::Shape& shape, const std::uint8_t* bytes, std::size_t size,
                           const format::PreviousMac& previous) {
    builder_.start(shape, previous);
    switch (shape.kind()) {
        case format::RecordKind::Unknown:    // the source's shape was never settled
        case format::RecordKind::Object:
            read_json(as_text(Bytes(bytes, size)), shape);
            break;
        case format::RecordKind::Row:
            table_.read(Bytes(bytes, size), shape, builder_);
            break;
        case format::RecordKind::Line:
            line_.read(Bytes(bytes, size), shape, builder_);
            break;
    }
    return builder_.record();
}

void Reader::read_json(std::string_view line, const format::Shape& shape) {
    if (plain_lines_ == PlainLines::Parsed || !plain_json_.read(line, shape, builder_)) {
        json_.read(line, shape, builder_);
    }
}

}    // namespace hmacsweep::reader
