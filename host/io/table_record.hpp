// Records that are rows of a table: their cells, and which of them are NULL.
#pragma once

#include "host/io/record_builder.hpp"

#include <array>
#include <vector>

namespace hmacsweep::io {

class TableRecordReader {
public:
    /// Gives the fields of one row, its line end left out, to the builder, or fails there. The shape's columns are
    /// settled.
    void read(Bytes row, const Shape& shape, RecordBuilder& record);

private:
    FieldText text_of(Field field, Bytes row, const Shape& shape);

    std::vector<core::Cell> cells_;
    std::array<std::vector<std::uint8_t>, num_fields> unescaped_;
};

}    // namespace hmacsweep::io
