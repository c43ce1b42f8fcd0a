#include "host/reader/reader.hpp"

namespace hmacsweep::io {

const Record& Reader::read(const Shape& shape, const std::uint8_t* bytes, std::size_t size,
                           const PreviousMac& previous) {
    builder_.start(shape, previous);
    switch (shape.format) {
        case InputFormat::Auto:    // the source's shape was never settled
        case InputFormat::JsonLines:
        case InputFormat::Json:
            read_json(as_text(Bytes(bytes, size)), shape);
            break;
        case InputFormat::Csv:
        case InputFormat::Tsv:
        case InputFormat::PgCopy:
            table_.read(Bytes(bytes, size), shape, builder_);
            break;
        case InputFormat::Lines:
            line_.read(Bytes(bytes, size), shape, builder_);
            break;
    }
    return builder_.record();
}

void Reader::read_json(std::string_view line, const Shape& shape) {
    if (plain_lines_ == PlainLines::Parsed || !plain_json_.read(line, shape, builder_)) {
        json_.read(line, shape, builder_);
    }
}

}    // namespace hmacsweep::io
