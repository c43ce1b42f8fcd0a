#include "host/io/reader.hpp"

namespace hmacsweep::io {

const Record& Reader::read(const Shape& shape, const std::uint8_t* bytes, std::size_t size,
                           const PreviousMac& previous) {
    builder_.start(shape, previous);
    switch (shape.format) {
        case InputFormat::Auto:    // the source's shape was never settled
        case InputFormat::JsonLines:
            json_.read(as_text(Bytes(bytes, size)), shape, builder_);
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

}    // namespace hmacsweep::io
