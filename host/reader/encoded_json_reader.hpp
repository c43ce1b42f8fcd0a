// Reads JSON within an encoded field of a record, as the header of a JSON Web Token: decodes it, parses it, and finds
// values in it.
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

/// For one document of a shape. Equal texts one after another are parsed once.
class EncodedJsonReader {
public:
    EncodedJsonReader();

    /// Reads the field's text. Returns why it cannot be used, as a text that follows the field's name in a sentence;
    /// empty: it can. A document must not have a name twice in its outermost object, nor a value of
    /// EncodedJson::refused.
    [[nodiscard]] const std::string& read(const format::EncodedJson& document, std::string_view text);

    /// The content of a string, or a number as written. Valid until read() gets another text.
    struct Value {
        std::string_view text;
        bool is_number = false;
    };
    /// A value of the document, after a read() without a reason. nullopt for a missing value or null. An error if it is
    /// neither a string nor a number, if a name on the way is there twice, or if the way leads through a value without
    /// members. `ignores_case` as in JsonFinder::find().
    [[nodiscard]] Result<std::optional<Value>> find(const JsonPointer& pointer, bool ignores_case);

private:
    std::string parse(const format::EncodedJson& document, std::string_view text);

    std::unique_ptr<simdjson::dom::parser> parser_;
    JsonFinder finder_;
    simdjson::dom::object root_;
    bool is_read_ = false;
    std::string text_;      ///< the text that was read last
    std::string reason_;    ///< why text_ cannot be used; empty: it can
    std::vector<std::uint8_t> bytes_;
    std::size_t num_bytes_ = 0;
    std::vector<std::string_view> names_;
};

}    // namespace hmacsweep::reader
