// Records that are JSON objects, one a line: what a line must be, and where its fields are.
#pragma once

#include "host/io/record_builder.hpp"

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include <simdjson.h>

namespace hmacsweep::io {

class JsonRecordReader {
public:
    JsonRecordReader();

    /// Gives the fields of `line`, behind which slab_padding bytes are readable, to the builder, or fails there.
    void read(std::string_view line, const Shape& shape, RecordBuilder& record);

private:
    bool parse(std::string_view line, simdjson::dom::element& root, RecordBuilder& record);

    std::unique_ptr<simdjson::dom::parser> parser_;
    std::string rewritten_;    ///< a line whose numbers were blanked
};

}    // namespace hmacsweep::io
