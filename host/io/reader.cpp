#include "host/io/reader.hpp"

namespace hmacsweep::io {

const Record& Reader::read(const Shape& shape, const std::uint8_t* bytes, std::size_t size) {
    builder_.start(shape);
    switch (shape.format) {
        case InputFormat::Auto:    // the source's shape was never settled
        case InputFormat::JsonLines:
            json_.read(as_text(Bytes(bytes, size)), shape, builder_);
            break;
        case InputFormat::Csv:
        case InputFormat::Tsv:
            table_.read(Bytes(bytes, size), shape, builder_);
            break;
        case InputFormat::Lines:
            builder_.set_key_id({});
            builder_.set_algorithm({});
            builder_.set_message_bytes(Bytes(bytes, size));
            break;
    }
    return builder_.record();
}

}    // namespace hmacsweep::io
