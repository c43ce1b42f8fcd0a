// Texts with fields in braces, as options take them: `{Message} hmac={Mac:hex}`, `orders|{id}|{payload?-}`.
#pragma once

#include "host/base/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::format {

/// `{name}`, `{name...}`, `{name:how}`, `{name?null}`, or a mix of them in this order.
struct PatternField {
    std::string name;
    bool takes_rest = false;            ///< whether `...` follows the name
    std::string how;                    ///< empty when not given
    std::optional<std::string> null;    ///< the text for NULL
};

/// A literal, a field, a literal, ..., a field, a literal: one literal more than fields. Literals may be empty.
struct Pattern {
    std::vector<std::string> literals{std::string()};
    std::vector<PatternField> fields;
};

/// Parses a pattern. `{{` and `}}` are braces. `\0`, `\t`, `\n`, `\r`, `\\` and `\xHH` are bytes, also inside braces.
/// Inside braces, `\:`, `\?`, `\.`, `\{` and `\}` are the characters themselves. Any other use of a brace or a
/// backslash is an error, whose text follows the option's name in a sentence.
[[nodiscard]] Result<Pattern> parse_pattern(std::string_view text);

}    // namespace hmacsweep::format
