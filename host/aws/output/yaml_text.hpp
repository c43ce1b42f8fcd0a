// Finds the YAML styles that a text can be written in.
#pragma once

#include <string_view>

namespace hmacsweep::aws {

/// The styles that a text allows.
struct YamlTextTraits {
    bool has_breaks = false;
    bool allows_plain = true;
    bool allows_single_quotes = true;
};

/// The styles by the rules of libyaml 0.2 for text in block style. ruamel.yaml uses the same rules.
[[nodiscard]] YamlTextTraits yaml_text_traits(std::u32string_view text);

/// Whether a character is a line feed, line separator or paragraph separator. Other line breaks are written as escapes.
[[nodiscard]] bool is_yaml_break(char32_t c);
/// Whether a character may be written without an escape.
[[nodiscard]] bool is_yaml_printable(char32_t c);

}    // namespace hmacsweep::aws
