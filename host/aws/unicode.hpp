// Text as code points, as Python counts characters, and the width of text in a table.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hmacsweep::aws {

/// The code points of `text`, which should be UTF-8. A byte that cannot begin a character becomes U+FFFD.
[[nodiscard]] std::u32string code_points(std::string_view text);

/// Appends a code point as UTF-8.
void append_utf8(std::string& text, char32_t c);

[[nodiscard]] std::string to_utf8(std::u32string_view text);

/// The number of columns of `text` in a table: two for each character whose East Asian Width (Unicode, UAX #11) is
/// wide, fullwidth or ambiguous, one for each other character.
[[nodiscard]] std::size_t table_width(std::string_view text);

}    // namespace hmacsweep::aws
