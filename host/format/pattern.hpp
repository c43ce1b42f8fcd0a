// Texts with fields in braces, as options take them: `{Message} hmac={Mac:hex}`, `orders|{id}|{payload?-}`.
#pragma once

#include "host/base/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::format {

/// `{name}`, `{name...}`, `{name:how}`, `{name?null}` or a mix of them, in this order.
struct PatternField {
    std::string name;
    bool takes_rest = false;            ///< `...` behind the name
    std::string how;                    ///< empty when not given
    std::optional<std::string> null;    ///< what stands for NULL
};

/// literal, field, literal, ... field, literal: there is one literal more than there are fields.
struct Pattern {
    std::vector<std::string> literals{std::string()};
    std::vector<PatternField> fields;
};

/// Reads a pattern. `{{` and `}}` are braces; `\0`, `\t`, `\n`, `\r`, `\\` and `\xHH` are bytes, inside braces as well,
/// where `\:`, `\?`, `\.`, `\{` and `\}` stand for themselves too. Any other use of these characters is an error.
[[nodiscard]] Result<Pattern> parse_pattern(std::string_view text);

}    // namespace hmacsweep::format
