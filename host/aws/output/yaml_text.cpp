#include "host/aws/output/yaml_text.hpp"

#include <cstddef>

namespace hmacsweep::aws {
namespace {

bool is_blank(char32_t c) {
    return c == ' ' || c == '\t';
}

bool is_blank_or_break(std::u32string_view text, std::size_t place) {
    return place >= text.size() || is_blank(text[place]) || is_yaml_break(text[place]) || text[place] == '\r' ||
           text[place] == 0x85;
}

/// Whether the character begins something else than plain text.
bool is_indicator(std::u32string_view text, std::size_t place) {
    constexpr std::u32string_view always = U"#,[]{}&*!|>'\"%@`";
    const char32_t c = text[place];
    const bool is_before_blank = is_blank_or_break(text, place + 1);
    if (place == 0) {
        return always.find(c) != std::u32string_view::npos || ((c == '?' || c == ':' || c == '-') && is_before_blank);
    }
    return (c == ':' && is_before_blank) || (c == '#' && is_blank_or_break(text, place - 1));
}

/// What blanks and breaks do at the ends and to each other.
struct Spacing {
    bool at_an_end = false;
    bool break_before_space = false;
    bool space_before_break = false;
};

Spacing spacing_of(std::u32string_view text) {
    Spacing spacing;
    bool was_space = false;
    bool was_break = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_space = text[i] == ' ';
        const bool is_break = is_yaml_break(text[i]);
        spacing.at_an_end = spacing.at_an_end || ((is_space || is_break) && (i == 0 || i + 1 == text.size()));
        spacing.break_before_space = spacing.break_before_space || (is_space && was_break);
        spacing.space_before_break = spacing.space_before_break || (is_break && was_space);
        was_space = is_space;
        was_break = is_break;
    }
    return spacing;
}

}    // namespace

bool is_yaml_break(char32_t c) {
    return c == '\n' || c == 0x2028 || c == 0x2029;
}

bool is_yaml_printable(char32_t c) {
    return c == '\n' || (c >= 0x20 && c <= 0x7e) || (c >= 0xa0 && c <= 0xfffd && c != 0xfeff);
}

YamlTextTraits yaml_text_traits(std::u32string_view text) {
    YamlTextTraits traits;
    if (text.empty()) {
        return traits;
    }
    bool has_indicators = text.starts_with(U"---") || text.starts_with(U"...");
    bool has_escapes = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        has_indicators = has_indicators || is_indicator(text, i);
        has_escapes = has_escapes || !is_yaml_printable(text[i]);
        traits.has_breaks = traits.has_breaks || is_yaml_break(text[i]);
    }
    const Spacing spacing = spacing_of(text);
    traits.allows_single_quotes = !has_escapes && !spacing.break_before_space && !spacing.space_before_break;
    traits.allows_plain = traits.allows_single_quotes && !spacing.at_an_end && !traits.has_breaks && !has_indicators;
    return traits;
}

}    // namespace hmacsweep::aws
