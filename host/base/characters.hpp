// Characters of UTF-8 (RFC 3629), and which of them may be sent to a terminal.
#pragma once

#include <cstddef>
#include <string_view>

namespace hmacsweep {

/// The number of bytes of the UTF-8 character at the start of `text`, or 0 if no valid character is there. `text` must
/// not be empty.
[[nodiscard]] std::size_t utf8_length(std::string_view text);

/// A UTF-8 character, or one byte that is no part of a valid character.
struct Character {
    std::size_t bytes;    ///< its size
    bool is_shown;        ///< whether a terminal may show it: valid UTF-8, no control character, no direction mark
};
/// The first character of `text`, which must not be empty.
[[nodiscard]] Character first_character(std::string_view text);

}    // namespace hmacsweep
