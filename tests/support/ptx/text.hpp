// Small steps over the text of PTX.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::tests::ptx {

[[nodiscard]] std::string_view trimmed(std::string_view text);
/// Without comments; line ends stay where they were.
[[nodiscard]] std::string without_comments(std::string_view text);
/// The trimmed parts between separators that stand outside of brackets; none for an empty text.
[[nodiscard]] std::vector<std::string_view> parts_of(std::string_view text, char separator);
/// Cuts the first word off the text, and the blanks behind it.
std::string_view take_word(std::string_view& text);
/// `-12`, `0x1F`, `7U`; nothing when the text is no integer.
[[nodiscard]] std::optional<std::uint64_t> integer_of(std::string_view text);
/// The integer behind a word, as in `.align 8`; `otherwise` when the word is not there.
[[nodiscard]] std::uint64_t integer_behind(std::string_view text, std::string_view word, std::uint64_t otherwise);

}    // namespace hmacsweep::tests::ptx
