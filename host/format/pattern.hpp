// Texts with fields in braces, as options take them: `{Message} hmac={Mac:hex}`, `orders|{id}|{payload?-}`. The page
// README.md beside this file has the grammar.
#pragma once

#include "host/base/result.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::format {

/// `word`, `word(argument)` or `word(argument,argument)`: what is done with a field's text.
struct PatternStep {
    std::string word;
    bool has_argument = false;             ///< whether parentheses follow the word
    std::string argument;                  ///< all that is in the parentheses, without escapes
    std::vector<std::string> arguments;    ///< the same, cut at its commas
    std::size_t at = 0;                    ///< where the word begins in Pattern::text
};

struct Pattern;

/// `{name}`, `{name...}`, `{name:step:step}`, `{name?null}`, or a mix of them in this order. A group has a pattern in
/// parentheses in place of the name: `{(pattern):step?null}`.
struct PatternField {
    std::string name;
    std::vector<Pattern> group;    ///< of a group: its pattern; else empty
    bool takes_rest = false;       ///< whether `...` follows the name
    std::vector<PatternStep> steps;
    std::optional<std::string> null;    ///< the text for NULL
    std::size_t at = 0;                 ///< where the field's brace is in Pattern::text
};

/// A literal, a field, a literal, ..., a field, a literal: one literal more than fields. Literals may be empty.
struct Pattern {
    std::vector<std::string> literals{std::string()};
    std::vector<PatternField> fields;
    std::string text;    ///< what was parsed, for error_at(); of a group: the text of the whole pattern
};

/// Parses a pattern. `{{` and `}}` are braces. `\0`, `\t`, `\n`, `\r`, `\\` and `\xHH` are bytes, also inside braces.
/// Inside braces, `\:`, `\?`, `\.`, `\,`, `\(`, `\)`, `\{` and `\}` are the characters themselves.
/// `\(` and `\)` are characters in the literals of a group, too. `{(` begins a group if a `{` comes before the next
/// `}`; else the parenthesis is part of the field's name. At most 16 groups may be inside each other. Any other use of
/// a brace or a backslash is an error. The error's text follows the option's name in a sentence. Does not check names,
/// nor the words of steps.
[[nodiscard]] Result<Pattern> parse_pattern(std::string_view text);

/// Parses `step:step:...`, which follows a field's name and a colon. Does not check the words of the steps. An error's
/// text follows the option's name in a sentence.
[[nodiscard]] Result<std::vector<PatternStep>> parse_steps(std::string_view text);

/// An error about the character at the byte `at` of a text. Its lines are `problem`, the text around that character,
/// and a caret under the character.
[[nodiscard]] Error error_at(std::string_view text, std::size_t at, std::string_view problem);

}    // namespace hmacsweep::format
