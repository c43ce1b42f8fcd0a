// JSON within an encoded field of a record, as the header of a JSON Web Token: decoded, parsed, and asked for values.
#pragma once

#include "host/base/result.hpp"
#include "host/format/encoded_json.hpp"
#include "host/reader/json_finder.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

namespace hmacsweep::reader {

/// Of one document of a shape. Equal texts in a row are parsed once.
class EncodedJsonReader {
public:
    EncodedJsonReader();

    /// Reads the field's text. Why it cannot be used, in words that fit after the field's name; empty when it can. No
    /// document may have a name twice in its outermost object, or one of the values that are refused.
    [[nodiscard]] const std::string& read(const format::EncodedJson& document, std::string_view text);

    /// A string's text or a number as it stands; holds until another text is read.
    struct Value {
        std::string_view text;
        bool is_number = false;
    };
    /// A value of the document that was read; nothing where there is none, or null. It is an error when it is neither a
    /// string nor a number, or when a name on the way to it stands twice. With `ignores_case` as JsonFinder.
    [[nodiscard]] Result<std::optional<Value>> find(const JsonPointer& pointer, bool ignores_case);

private:
    std::string parse(const format::EncodedJson& document, std::string_view text);

    std::unique_ptr<simdjson::dom::parser> parser_;
    JsonFinder finder_;
    simdjson::dom::object root_;
    bool is_read_ = false;
    std::string text_;      ///< the field's, as it was read last
    std::string reason_;    ///< why that cannot be used
    std::vector<std::uint8_t> bytes_;
    std::size_t num_bytes_ = 0;
    std::vector<std::string_view> names_;
};

}    // namespace hmacsweep::reader
