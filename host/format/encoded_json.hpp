// JSON within an encoded field, as data: the field, its encoding, and the values that it must not have. An example is
// the header of a JSON Web Token.
#pragma once

#include "host/base/encoding.hpp"
#include "host/base/json_pointer.hpp"
#include "host/base/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::format {

/// The longest JSON text within a field, in bytes. A longer one makes the record malformed.
inline constexpr std::size_t max_encoded_json_bytes = std::size_t{1} << 16;

/// One field with JSON in it; a `document` of a shape.
struct EncodedJson {
    std::string name;    ///< of the field, as the input calls it
    Encoding encoding = Encoding::Text;
    std::vector<std::string> refused;             ///< pointers to values that a record must not have, as written
    std::vector<JsonPointer> refused_pointers;    ///< the same pointers, parsed

    bool operator==(const EncodedJson&) const = default;
};

/// `NAME:ENCODING/POINTER`, as `Header:base64url/kid`: a value within a field's JSON.
struct InnerName {
    std::string name;
    Encoding encoding = Encoding::Text;
    JsonPointer pointer;
};

/// Parses an inner name. Returns nullopt for any other name, and an error for an invalid pointer. The error's text
/// follows the option's name in a sentence. The encoding `json` means Encoding::Text.
[[nodiscard]] Result<std::optional<InnerName>> parse_inner_name(std::string_view text);

}    // namespace hmacsweep::format
