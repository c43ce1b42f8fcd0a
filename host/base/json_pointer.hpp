// JSON pointers (RFC 6901): the place of a value in a JSON document.
#pragma once

#include "host/base/result.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep {

/// The names of members and the numbers of elements on the way to a value, unescaped. Empty: no pointer.
using JsonPointer = std::vector<std::string>;

/// Whether a field's name is a JSON pointer: it begins with `/`.
[[nodiscard]] inline bool is_json_pointer(std::string_view name) {
    return name.starts_with('/');
}

/// Parses a JSON pointer, which must begin with `/`. `~1` is a slash and `~0` a tilde. An error's text begins with
/// `has` and follows the option's name in a sentence.
[[nodiscard]] Result<JsonPointer> parse_json_pointer(std::string_view text);

/// A name as one part of a JSON pointer: with `~0` for each tilde and `~1` for each slash.
[[nodiscard]] std::string pointer_part(std::string_view name);

/// The text that names a member where a text that begins with `/` is a pointer: `name` itself, or a pointer to it.
[[nodiscard]] std::string member_pointer(std::string_view name);

/// The index of an array's element that a pointer's part means (RFC 6901, 4); nullopt if it is no index.
[[nodiscard]] std::optional<std::size_t> element_number(std::string_view part);

}    // namespace hmacsweep
