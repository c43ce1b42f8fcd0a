// Reads single lines with the Reader.
#pragma once

#include "host/input/slab.hpp"
#include "host/reader/reader.hpp"
#include "tests/support/bytes.hpp"

#include <algorithm>
#include <string_view>

namespace hmacsweep::tests {

class LineReader {
public:
    LineReader() = default;
    explicit LineReader(format::Shape shape) : shape_(std::move(shape)) {}

    /// The record holds until the next call.
    const reader::Record& operator()(std::string_view line) {
        // What follows a record in a slab is the next record, not zeros.
        buffer_.assign(line.size() + slab_padding, '}');
        std::ranges::copy(line, buffer_.begin());
        return reader_.read(shape_, buffer_.data(), line.size());
    }

private:
    format::Shape shape_;
    reader::Reader reader_;
    ByteVector buffer_;
};

}    // namespace hmacsweep::tests
