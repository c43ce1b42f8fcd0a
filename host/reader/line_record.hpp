// Records that are lines of text: by a template, or each line's bytes a message.
#pragma once

#include "host/reader/record_builder.hpp"

#include <vector>

namespace hmacsweep::reader {

class LineRecordReader {
public:
    /// Gives the fields of one line, its line end left out, to the builder, or fails there.
    void read(Bytes line, const format::Shape& shape, RecordBuilder& record);

private:
    std::vector<core::Span> parts_;
    std::vector<FieldText> recipe_texts_;
};

}    // namespace hmacsweep::reader
