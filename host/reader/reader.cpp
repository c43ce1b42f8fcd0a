#include "host/reader/reader.hpp"

namespace hmacsweep::reader {

const Record& Reader::read(const format::Shape& shape, const std::uint8_t* bytes, std::size_t size,
                           const format::PreviousMac& previous) {
    builder_.start(shape, previous);
    switch (shape.format) {
        case format::InputFormat::Auto:    // the source's shape was never settled
        case format::InputFormat::JsonLines:
        case format::InputFormat::Json:
            read_json(as_text(Bytes(bytes, size)), shape);
            break;
        case format::InputFormat::Csv:
        case format::InputFormat::Tsv:
        case format::InputFormat::PgCopy:
            table_.read(Bytes(bytes, size), shape, builder_);
            break;
        case format::InputFormat::Lines:
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
