// Reads records that are lines of text: by a template, or with the whole line as the message.
#pragma once

#include "host/reader/record_builder.hpp"

#include <vector>

namespace hmacsweep::reader {

class LineRecordReader {
public:
    /// Gives the fields of one line, without its line end, to `record`, or calls its fail().
    void read(Bytes line, const format::Shape& shape, RecordBuilder& record);

private:
    std::vector<core::Span> parts_;
    std::vector<FieldText> recipe_texts_;
};

}    // namespace hmacsweep::reader
