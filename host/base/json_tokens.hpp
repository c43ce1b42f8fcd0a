// Walks over JSON text that a strict parser owns otherwise: for what simdjson's DOM cannot say: how a value was
// written, and which bytes are whose.
#pragma once

#include <string>
#include <string_view>

namespace hmacsweep {

/// Replaces every number token of `text` by `0` and blanks, provided that all of them follow the grammar of RFC 8259
/// (section 6); false when one does not. simdjson refuses numbers that no machine type holds (1E+400, 30 digits);
/// JSON does not. Says nothing about the rest of the text, which is to be parsed afterwards.
[[nodiscard]] bool blank_numbers(std::string& text);

/// `text` with `.0` behind every integer that may need more than 64 bits, so that simdjson reads it as a double, as
/// JavaScript reads all numbers. Says nothing about the rest, either.
[[nodiscard]] std::string with_long_integers_as_doubles(std::string_view text);

/// The text of the value of the object's member number `index` (0-based) in `json`, one valid JSON object.
[[nodiscard]] std::string_view member_text(std::string_view json, std::size_t index);

/// The same of element number `index` of the array `json`.
[[nodiscard]] std::string_view element_text(std::string_view json, std::size_t index);

/// The object `json`, one valid JSON object, without its member number `index`: all other bytes as they stand, less the
/// comma and the blanks that joined the member to its neighbours, and without blanks around the object.
[[nodiscard]] std::string without_member(std::string_view json, std::size_t index);

/// The text without JSON's blanks around it.
[[nodiscard]] std::string_view trim_blanks(std::string_view text);

}    // namespace hmacsweep
