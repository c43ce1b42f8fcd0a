// Works on the bytes of JSON text, for what simdjson's DOM does not tell: how a value was written, and where it is in
// the text. simdjson checks the text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hmacsweep {

/// Replaces every number of `text` by `0` and blanks, because JSON allows numbers that simdjson refuses (1E+400, 30
/// digits). False if a number does not follow the grammar (RFC 8259, 6); the numbers before it are replaced then. Does
/// not check the rest of the text, which must be parsed afterwards.
[[nodiscard]] bool blank_numbers(std::string& text);

/// A copy of `text` with `.0` behind every integer that may need more than 64 bits, so that simdjson reads it as a
/// double, as JavaScript reads all numbers. Does not check the text.
[[nodiscard]] std::string with_long_integers_as_doubles(std::string_view text);

/// The values of one valid JSON object or array as their texts in `json`, one after another. To take all of them needs
/// time in proportion to the text.
class ValueTexts {
public:
    explicit ValueTexts(std::string_view json);

    /// The next value, without blanks around it. There must be one.
    [[nodiscard]] std::string_view next();

private:
    std::string_view json_;
    std::size_t at_;
    bool has_names_;
};

/// The value of the member with the 0-based index `index`, as its text in `json`. `json` must be one valid JSON object
/// that has this member.
[[nodiscard]] std::string_view member_text(std::string_view json, std::size_t index);

/// The element with the 0-based index `index`, as its text in `json`. `json` must be one valid JSON array that has this
/// element.
[[nodiscard]] std::string_view element_text(std::string_view json, std::size_t index);

/// `json` without the member with the 0-based index `index`. `json` must be one valid JSON object that has this member.
/// The comma and the blanks that joined the member to its neighbours, and the blanks around the object, are left out,
/// too. All other bytes are kept.
[[nodiscard]] std::string without_member(std::string_view json, std::size_t index);

/// `text` without JSON's blanks (space, tab, CR, LF) at both ends.
[[nodiscard]] std::string_view trim_blanks(std::string_view text);

}    // namespace hmacsweep
