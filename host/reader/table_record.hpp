// Reads records that are rows of a table: their cells, and which cells are NULL.
#pragma once

#include "host/reader/record_builder.hpp"

#include <vector>

namespace hmacsweep::reader {

class TableRecordReader {
public:
    /// Gives the fields of one row, without its line end, to `record`, or calls its fail(). The shape's columns must be
    /// known.
    void read(Bytes row, const format::Shape& shape, RecordBuilder& record);

private:
    FieldText text_at(std::uint32_t column, Bytes row);
    FieldText name_at(format::Field field, Bytes row, const format::Shape& shape, RecordBuilder& record);
    void set_message(Bytes row, const format::Shape& shape, RecordBuilder& record);

    std::vector<core::Cell> cells_;
    FieldText null_text_;                                 ///< Shape::null_text
    std::vector<std::vector<std::uint8_t>> unescaped_;    ///< buffers for cells
    std::size_t num_unescaped_ = 0;                       ///< how many of unescaped_ this row uses
    std::vector<FieldText> recipe_texts_;
};

}    // namespace hmacsweep::reader
