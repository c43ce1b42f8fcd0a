// Characters of UTF-8 (RFC 3629), and which of them a terminal may be sent.
#pragma once

#include <cstddef>
#include <string_view>

namespace hmacsweep {

/// The length of the UTF-8 sequence at the start of `text`, or 0 where there is none.
[[nodiscard]] std::size_t utf8_length(std::string_view text);

/// A character, or a byte that is no part of one.
struct Character {
    std::size_t bytes;
    bool is_shown;    ///< no control character, no mark that turns the direction of writing, and UTF-8
};
/// What a text that is not empty begins with.
[[nodiscard]] Character first_character(std::string_view text);

}    // namespace hmacsweep
