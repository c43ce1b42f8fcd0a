// What stands in HTML pages: texts that nothing in them can get out of, and numbers for people.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hmacsweep::html {

/// `raw` as text between tags. `& < > " '` are escaped; control characters, those that turn the direction of text or
/// have no width, and bytes that are not UTF-8 are shown by their number, marked as such.
[[nodiscard]] std::string text(std::string_view raw);
/// The same as the value of an attribute in double quotes: without marks.
[[nodiscard]] std::string attribute(std::string_view raw);
/// A name that others chose, as an element of its own: its direction stays within.
[[nodiscard]] std::string name(std::string_view raw);

/// At most the first `limit` characters of `raw`, and `...` behind them when there are more.
[[nodiscard]] std::string shortened(std::string_view raw, std::size_t limit);
/// The last `limit` characters, with `...` before them when there are more.
[[nodiscard]] std::string end_of(std::string_view raw, std::size_t limit);

/// `123 bytes`, `1.23 MB`; decimal units.
[[nodiscard]] std::string size(std::uint64_t bytes);
/// `96.4 %`; `100 %` and `0 %` only where that is exact.
[[nodiscard]] std::string percent(std::uint64_t part, std::uint64_t whole);

/// A word for a POSIX shell, quoted where that is needed.
[[nodiscard]] std::string shell_word(std::string_view word);

}    // namespace hmacsweep::html
