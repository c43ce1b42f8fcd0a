// Which of YAML's styles a text can be written in.
#pragma once

#include <string_view>

namespace hmacsweep::aws {

/// What a text has that bars it from a style.
struct YamlTextTraits {
    bool has_breaks = false;
    bool allows_plain = true;
    bool allows_single_quotes = true;
};

/// The rules of libyaml 0.2 for text outside brackets, from which ruamel.yaml writes it.
[[nodiscard]] YamlTextTraits yaml_text_traits(std::u32string_view text);

/// Line feed, line separator and paragraph separator. (Others are written as escapes.)
[[nodiscard]] bool is_yaml_break(char32_t c);
/// Whether a character may stand as it is.
[[nodiscard]] bool is_yaml_printable(char32_t c);

}    // namespace hmacsweep::aws
