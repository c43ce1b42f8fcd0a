#include "host/aws/output/yaml_emitter.hpp"

#include "host/aws/output/yaml_text.hpp"
#include "host/aws/unicode.hpp"

#include <fmt/format.h>

namespace hmacsweep::aws {
namespace {

constexpr std::size_t best_width = 80;

bool is_space_at(std::u32string_view text, std::size_t place) {
    return place < text.size() && text[place] == ' ';
}

}    // namespace

void YamlEmitter::put(char32_t c) {
    append_utf8(out_, c);
    ++column_;
}

void YamlEmitter::line_break() {
    out_ += '\n';
    column_ = 0;
}

void YamlEmitter::sign(std::string_view text, bool needs_blank, bool keeps_line) {
    if (needs_blank && !is_blank_) {
        put(' ');
    }
    out_ += text;
    column_ += text.size();
    is_blank_ = false;
    is_indention_ = is_indention_ && keeps_line;
}

void YamlEmitter::start_line(std::size_t indent) {
    if (!is_indention_ || column_ > indent || (column_ == indent && !is_blank_)) {
        line_break();
    }
    while (column_ < indent) {
        put(' ');
    }
    is_blank_ = true;
    is_indention_ = true;
}

void YamlEmitter::text(std::string_view text, bool looks_like_other, bool is_key, std::size_t indent) {
    const std::u32string points = code_points(text);
    const YamlTextTraits traits = yaml_text_traits(points);
    const bool is_plain = traits.allows_plain && !looks_like_other && !(points.empty() && is_key);
    if (is_plain) {
        plain(points, !is_key, indent);
    } else if (traits.allows_single_quotes && !(is_key && traits.has_breaks)) {
        single_quoted(points, !is_key, indent);
    } else {
        double_quoted(points, !is_key, indent);
    }
}

void YamlEmitter::plain(std::u32string_view text, bool may_fold, std::size_t indent) {
    if (!is_blank_) {
        put(' ');
    }
    bool was_space = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_space = text[i] == ' ';
        if (is_space && may_fold && !was_space && column_ > best_width && !is_space_at(text, i + 1)) {
            start_line(indent);
        } else {
            put(text[i]);
            is_indention_ = is_indention_ && is_space;
        }
        was_space = is_space;
    }
    is_blank_ = false;
    is_indention_ = false;
}

void YamlEmitter::single_quoted(std::u32string_view text, bool may_fold, std::size_t indent) {
    sign("'", true, false);
    bool was_space = false;
    bool was_break = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char32_t c = text[i];
        if (c == ' ') {
            const bool is_inside = i > 0 && i + 1 < text.size();
            if (may_fold && !was_space && column_ > best_width && is_inside && !is_space_at(text, i + 1)) {
                start_line(indent);
            } else {
                put(c);
            }
            was_space = true;
        } else if (is_yaml_break(c)) {
            if (!was_break && c == '\n') {
                line_break();
            }
            put(c);
            column_ = 0;
            is_indention_ = true;
            was_break = true;
        } else {
            if (was_break) {
                start_line(indent);
            }
            if (c == '\'') {
                put(c);
            }
            put(c);
            is_indention_ = false;
            was_space = false;
            was_break = false;
        }
    }
    if (was_break) {
        start_line(indent);
    }
    sign("'", false, false);
    is_indention_ = false;
}

void YamlEmitter::double_quoted(std::u32string_view text, bool may_fold, std::size_t indent) {
    sign("\"", true, false);
    bool was_space = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char32_t c = text[i];
        if (!is_yaml_printable(c) || is_yaml_break(c) || c == '"' || c == '\\') {
            escape(c);
            was_space = false;
        } else if (c == ' ') {
            const bool is_inside = i > 0 && i + 1 < text.size();
            if (may_fold && !was_space && column_ > best_width && is_inside) {
                start_line(indent);
                if (is_space_at(text, i + 1)) {
                    put('\\');
                }
            } else {
                put(c);
            }
            was_space = true;
        } else {
            put(c);
            was_space = false;
        }
    }
    sign("\"", false, false);
    is_indention_ = false;
}

void YamlEmitter::escape(char32_t c) {
    constexpr std::string_view letters = "0abtnvfre\"\\N_LP";
    constexpr std::u32string_view known(U"\0\a\b\t\n\v\f\r\x1b\"\\\x85\xa0\u2028\u2029", letters.size());
    const std::size_t place = known.find(c);
    const auto number = static_cast<unsigned>(c);
    std::string text;
    if (place != std::u32string_view::npos) {
        text = fmt::format("\\{}", letters[place]);
    } else if (c <= 0xff) {
        text = fmt::format("\\x{:02X}", number);
    } else {
        text = c <= 0xffff ? fmt::format("\\u{:04X}", number) : fmt::format("\\U{:08X}", number);
    }
    out_ += text;
    column_ += text.size();
}

std::string YamlEmitter::take() {
    start_line(0);
    return std::move(out_);
}

}    // namespace hmacsweep::aws
