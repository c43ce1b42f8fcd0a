// Records that are JSON objects, one a line: what a line must be, and where its fields are.
#pragma once

#include "host/io/json_finder.hpp"
#include "host/io/record_builder.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

namespace hmacsweep::io {

class JsonRecordReader {
public:
    /// `scans`: plain lines are read by the core's scanner, without the parser.
    explicit JsonRecordReader(bool scans);

    /// Gives the fields of `line`, behind which slab_padding bytes are readable, to the builder, or fails there.
    void read(std::string_view line, const Shape& shape, RecordBuilder& record);

private:
    /// What of a plain line is a field, or a name of the recipe, of number i: the fields first.
    struct PlainValue {
        bool is_there = false;
        bool is_string = false;
        std::string_view text;
    };

    bool read_plain(std::string_view line, const Shape& shape, RecordBuilder& record);
    bool find_plain_values(std::string_view line, const Shape& shape);
    bool keep_plain_value(const Shape& shape, std::string_view name, const PlainValue& value);
    [[nodiscard]] FieldText plain_text(Field field) const;
    bool parse(std::string_view line, simdjson::dom::element& root, RecordBuilder& record);
    void find_recipe_texts(std::string_view line, simdjson::dom::object object, const Shape& shape,
                           RecordBuilder& record);
    void find_nested_recipe_texts(std::string_view line, simdjson::dom::object object, const Shape& shape,
                                  RecordBuilder& record);
    void set_object_message(std::string_view line, simdjson::dom::object object, const Recipe& recipe,
                            RecordBuilder& record);

    bool scans_;
    std::vector<PlainValue> plain_values_;
    std::size_t next_wanted_ = 0;    ///< what the next member most likely is, by the order of the lines before
    std::unique_ptr<simdjson::dom::parser> parser_;
    std::string rewritten_;       ///< a line whose numbers were blanked
    bool has_blanked_ = false;    ///< whether this line's were
    std::string object_text_;     ///< a message that is an object
    std::vector<FieldText> recipe_texts_;
    std::vector<bool> is_seen_;    ///< of the recipe's names
    JsonFinder finder_;
};

}    // namespace hmacsweep::io
