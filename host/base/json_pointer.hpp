// JSON pointers (RFC 6901): where in a JSON document a value stands.
#pragma once

#include "host/base/result.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep {

/// The names of members and the numbers of elements on the way to a value; none: no pointer.
using JsonPointer = std::vector<std::string>;

/// Whether a field's name is a pointer: it begins with `/`.
[[nodiscard]] inline bool is_json_pointer(std::string_view name) {
    return name.starts_with('/');
}

/// The pointer that a text stands for; `~1` is a slash and `~0` a tilde. Errors continue a sentence that the text's
/// place begins.
[[nodiscard]] Result<JsonPointer> parse_json_pointer(std::string_view text);

/// What means a member of that name, in a place where a name that begins with `/` is a pointer.
[[nodiscard]] std::string member_pointer(std::string_view name);

/// The number of an array's element that a pointer's part is (RFC 6901 section 4).
[[nodiscard]] std::optional<std::size_t> element_number(std::string_view part);

}    // namespace hmacsweep
