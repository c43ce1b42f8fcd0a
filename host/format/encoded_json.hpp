// JSON within an encoded field, as data: which field it is, how it is written, what must not be in it. The header of a
// JSON Web Token is one.
#pragma once

#include "host/base/encoding.hpp"
#include "host/base/json_pointer.hpp"
#include "host/base/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::format {

/// Longer ones, as text, make a record malformed.
inline constexpr std::size_t max_encoded_json_bytes = std::size_t{1} << 16;

struct EncodedJson {
    std::string name;    ///< of the field, by the input's own names
    Encoding encoding = Encoding::Text;
    std::vector<std::string> refused;             ///< values that a record must not have, as they are written
    std::vector<JsonPointer> refused_pointers;    ///< the same, read
};

/// `NAME:ENCODING/POINTER`, as `Header:base64url/kid`: a value within a field's JSON.
struct InnerName {
    std::string name;
    Encoding encoding = Encoding::Text;
    JsonPointer pointer;
};

/// Reads an inner name; nothing for any other name. Errors continue a sentence that the option's name begins.
[[nodiscard]] Result<std::optional<InnerName>> parse_inner_name(std::string_view text);

}    // namespace hmacsweep::format
