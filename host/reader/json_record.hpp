// Reads records that are JSON objects: what a record must be, and where its fields are.
#pragma once

#include "host/reader/json_finder.hpp"
#include "host/reader/json_parser.hpp"
#include "host/reader/record_builder.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

namespace hmacsweep::reader {

class JsonRecordReader {
public:
    /// Gives the fields of `line` to `record`, or calls its fail(). slab_padding bytes behind `line` must be readable.
    void read(std::string_view line, const format::Shape& shape, RecordBuilder& record);

private:
    void read_chosen(std::string_view line, simdjson::dom::object object, const format::Shape& shape,
                     RecordBuilder& record);
    void set_filter_texts(std::string_view line, simdjson::dom::object object, const format::Shape& shape,
                          RecordBuilder& record);
    std::size_t num_unread_elements(simdjson::dom::object object, const format::Shape& shape);
    void find_recipe_texts(std::string_view line, simdjson::dom::object object, const format::Shape& shape,
                           RecordBuilder& record);
    void find_nested_recipe_texts(std::string_view line, simdjson::dom::object object, const format::Shape& shape,
                                  RecordBuilder& record);
    void set_object_message(std::string_view line, simdjson::dom::object object, const format::Recipe& recipe,
                            RecordBuilder& record);

    JsonParser parser_;
    std::string object_text_;    ///< a message that is an object
    std::vector<FieldText> recipe_texts_;
    std::vector<bool> is_seen_;    ///< of the recipe's names
    JsonFinder finder_;
};

}    // namespace hmacsweep::reader
