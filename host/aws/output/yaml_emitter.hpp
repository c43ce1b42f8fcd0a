// Writes YAML in blocks, character for character as libyaml's emitter does with 80 columns and an indent of 2.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hmacsweep::aws {

class YamlEmitter {
public:
    /// A sign such as `-` or `:`. `keeps_line`: what follows may stand on its line, as in `- - 1`.
    void sign(std::string_view text, bool needs_blank, bool keeps_line);
    /// Goes to a line of this indent, unless it is already there.
    void start_line(std::size_t indent);
    /// A text; quoted where it has to be, or where it would be taken for something else.
    void text(std::string_view text, bool looks_like_other, bool is_key, std::size_t indent);
    /// A number and the like.
    void word(std::string_view text) { sign(text, true, false); }
    /// Whether nothing but signs that keep the line stands on it.
    [[nodiscard]] bool is_at_line_start() const { return is_indention_; }

    /// All that was written, with a newline at the end.
    [[nodiscard]] std::string take();
    [[nodiscard]] std::size_t size() const { return out_.size(); }

private:
    void put(char32_t c);
    void line_break();
    void plain(std::u32string_view text, bool may_fold, std::size_t indent);
    void single_quoted(std::u32string_view text, bool may_fold, std::size_t indent);
    void double_quoted(std::u32string_view text, bool may_fold, std::size_t indent);
    void escape(char32_t c);

    std::string out_;
    std::size_t column_ = 0;
    bool is_blank_ = true;    ///< the last character is a blank that was put to part words
    bool is_indention_ = true;
};

}    // namespace hmacsweep::aws
