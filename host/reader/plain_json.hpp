// Reads plain lines of JSON by the core's scanner, without a parser. JsonRecordReader reads all other lines.
#pragma once

#include "host/reader/record_builder.hpp"

#include <string_view>
#include <vector>

namespace hmacsweep::reader {

class PlainJsonReader {
public:
    /// Gives the fields of a plain line to `record`, as JsonRecordReader would. False if the line is not plain or may
    /// be malformed; then nothing was given, and JsonRecordReader must read the line.
    bool read(std::string_view line, const format::Shape& shape, RecordBuilder& record);

private:
    struct Value {
        bool is_there = false;
        bool is_string = false;
        std::string_view text;
    };

    bool find_values(std::string_view line, const format::Shape& shape);
    bool keep_value(const format::Shape& shape, std::string_view name, const Value& value);
    [[nodiscard]] FieldText text_of(format::Field field) const;

    std::vector<Value> values_;      ///< of the fields, then of the recipe's names
    std::size_t next_wanted_ = 0;    ///< the field that the line's next member probably is
    std::vector<FieldText> recipe_texts_;
};

}    // namespace hmacsweep::reader
