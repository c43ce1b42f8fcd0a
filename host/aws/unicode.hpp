// Text as code points, which is how Python counts it, and how wide it stands in a table.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hmacsweep::aws {

/// The code points of UTF-8; U+FFFD for each byte that is none.
[[nodiscard]] std::u32string code_points(std::string_view text);

/// Appends a code point as UTF-8.
void append_utf8(std::string& text, char32_t c);

[[nodiscard]] std::string to_utf8(std::u32string_view text);

/// Columns that `text` takes in a table: two for characters that are wide, fullwidth or of ambiguous width by Unicode's
/// East Asian Width (UAX #11), one for every other.
[[nodiscard]] std::size_t table_width(std::string_view text);

}    // namespace hmacsweep::aws
