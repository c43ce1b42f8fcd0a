// Writes YAML in block style, with exactly the output of libyaml's emitter for 80 columns and an indent of 2.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hmacsweep::aws {

class YamlEmitter {
public:
    /// Writes an indicator such as `-` or `:`. `needs_blank`: with a space before it. `keeps_line`: a block may begin
    /// behind it on the same line, as in `- - 1`.
    void sign(std::string_view text, bool needs_blank, bool keeps_line);
    /// Begins a new line with this indent, unless the current line has only that indent.
    void start_line(std::size_t indent);
    /// Writes a text, in quotes when YAML requires them or with `looks_like_other`, for a text that would be read as
    /// another type without quotes. `is_key`: all on one line, as the name of a member. `indent` is that of continued
    /// lines.
    void text(std::string_view text, bool looks_like_other, bool is_key, std::size_t indent);
    /// Writes a number, `true`, `false` or `null`.
    void word(std::string_view text) { sign(text, true, false); }
    /// Whether the line has only its indent and signs that keep the line.
    [[nodiscard]] bool is_at_line_start() const { return is_indention_; }

    /// Removes and returns the whole text, with a newline at the end.
    [[nodiscard]] std::string take();
    /// The bytes written so far.
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
    bool is_blank_ = true;        ///< the next word needs no space before it
    bool is_indention_ = true;    ///< the line has only its indent and signs that keep the line
};

}    // namespace hmacsweep::aws
