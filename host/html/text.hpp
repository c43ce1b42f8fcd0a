// Texts and numbers for HTML pages. "Raw" text may be anything, even bytes that are not UTF-8.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hmacsweep::html {

/// `raw` as HTML between tags. `& < > " '` are escaped. Invisible characters, characters that change the direction of
/// text, and bytes that are not UTF-8 are shown as `U+200B` or `\x9f` in an element with a style of its own.
[[nodiscard]] std::string text(std::string_view raw);
/// `raw` as the value of an attribute in double quotes. As text(), but with `[U+200B]` in place of the element.
[[nodiscard]] std::string attribute(std::string_view raw);
/// A name from the input as an element, so that right-to-left characters in it do not move the text around it.
[[nodiscard]] std::string name(std::string_view raw);

/// Raw text: the first `limit` characters of `raw` and `...`, or `raw` itself when it is not longer.
[[nodiscard]] std::string shortened(std::string_view raw, std::size_t limit);
/// Raw text: `...` and the last `limit` characters of `raw`, or `raw` itself when it is not longer.
[[nodiscard]] std::string end_of(std::string_view raw, std::size_t limit);

/// `123 bytes`, `1.23 MB`; decimal units.
[[nodiscard]] std::string size(std::uint64_t bytes);
/// `96.4 %` as HTML. `100 %` and `0 %` are exact: a share near to them is `&gt; 99.9 %` or `&lt; 0.1 %`.
[[nodiscard]] std::string percent(std::uint64_t part, std::uint64_t whole);

/// Raw text: a word for a shell, in quotes where needed. Words with control characters become `$'...'`.
[[nodiscard]] std::string shell_word(std::string_view word);

}    // namespace hmacsweep::html
