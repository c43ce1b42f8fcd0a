#include "host/format/pattern.hpp"

#include "cuda/core/text_codec.hpp"
#include "host/base/encoding.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::format {
namespace {

/// Characters that a backslash makes plain inside braces.
constexpr std::string_view plain_in_braces = ":?.,(){}";
/// How many groups may be inside each other.
constexpr std::size_t max_depth = 16;

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    Result<Pattern> pattern() {
        Pattern pattern = sequence(0);
        return error_ ? Result<Pattern>(*error_) : std::move(pattern);
    }

    Result<std::vector<PatternStep>> steps() {
        std::vector<PatternStep> steps;
        for (bool is_more = true; is_more && !error_; is_more = take(':')) {
            steps.push_back(step());
        }
        if (i_ < text_.size()) {
            fail(i_, "has a character that no step has");
        }
        return error_ ? Result<std::vector<PatternStep>>(*error_) : std::move(steps);
    }

private:
    [[nodiscard]] bool is_at(char c) const { return i_ < text_.size() && text_[i_] == c; }
    [[nodiscard]] char next() const { return i_ + 1 < text_.size() ? text_[i_ + 1] : '\0'; }

    bool take(char c) {
        const bool is_there = is_at(c);
        i_ += is_there ? 1 : 0;
        return is_there;
    }

    /// Keeps the first problem and ends the parse.
    void fail(std::size_t at, std::string_view problem) {
        if (!error_) {
            error_ = error_at(text_, at, problem);
        }
        i_ = text_.size();
    }

    /// Literals and fields up to the end or, in a group, up to the parenthesis that ends it.
    Pattern sequence(std::size_t depth) {
        Pattern pattern;
        pattern.text = text_;
        while (i_ < text_.size() && (depth == 0 || !is_at(')'))) {
            const char c = text_[i_];
            if (c == '\\') {
                pattern.literals.back() += escape(depth == 0 ? "" : "()");
            } else if ((c == '{' || c == '}') && next() == c) {
                pattern.literals.back() += c;
                i_ += 2;
            } else if (c == '{') {
                pattern.fields.push_back(field(depth));
                pattern.literals.emplace_back();
            } else if (c == '}') {
                fail(i_, "has a } that closes nothing; }} is the character");
            } else {
                pattern.literals.back() += c;
                ++i_;
            }
        }
        return pattern;
    }

    /// The byte of the escape at i_, which is passed over. `own`: characters that a backslash makes plain here.
    char escape(std::string_view own) {
        const char c = next();
        const std::size_t at = i_;
        i_ += 2;
        constexpr std::string_view names = "0tnr\\";
        constexpr std::string_view bytes("\0\t\n\r\\", 5);
        if (const std::size_t found = names.find(c); found != std::string_view::npos && at + 1 < text_.size()) {
            return bytes[found];
        }
        if (c != '\0' && own.find(c) != std::string_view::npos) {
            return c;
        }
        if (c == 'x' && at + 3 < text_.size()) {
            const std::uint32_t high = core::hex_digit(static_cast<std::uint8_t>(text_[at + 2]));
            const std::uint32_t low = core::hex_digit(static_cast<std::uint8_t>(text_[at + 3]));
            if (high < 16 && low < 16) {
                i_ += 2;
                return static_cast<char>((high << 4) | low);
            }
        }
        fail(at, "has an escape that is none of \\0, \\t, \\n, \\r, \\\\ and \\xHH");
        return '\0';
    }

    /// Appends the character at i_, inside braces, to `text`.
    void add_character(std::string& text) {
        if (is_at('\\')) {
            text += escape(plain_in_braces);
        } else if (is_at('{')) {
            fail(i_, "has a { inside a field");
        } else {
            text += text_[i_++];
        }
    }

    /// Text up to one of the characters `ends` that is not escaped.
    std::string text_until(std::string_view ends) {
        std::string text;
        while (i_ < text_.size() && ends.find(text_[i_]) == std::string_view::npos) {
            add_character(text);
        }
        return text;
    }

    /// Whether the field at i_ has another field inside, so that it is a group.
    [[nodiscard]] bool is_group() const {
        for (std::size_t i = i_ + 1; next() == '(' && i < text_.size() && text_[i] != '}'; ++i) {
            if (text_[i] == '{') {
                return true;
            }
            i += text_[i] == '\\' ? 1 : 0;
        }
        return false;
    }

    /// What is between braces; i_ is at the first.
    PatternField field(std::size_t depth) {
        PatternField field;
        field.at = i_;
        if (is_group()) {
            i_ += 2;
            group(field, depth + 1);
        } else {
            ++i_;
            const std::size_t begin = i_;
            field.name = text_until(":?}");
            if (text_.substr(begin, i_ - begin).ends_with("...") && field.name.ends_with("...")) {
                field.takes_rest = true;
                field.name.resize(field.name.size() - 3);
            }
        }
        while (take(':')) {
            field.steps.push_back(step());
        }
        if (take('?')) {
            field.null = text_until("}");
        }
        if (!take('}')) {
            fail(field.at, "has a field that is not closed with }");
        }
        return field;
    }

    /// The pattern of a group and its closing parenthesis.
    void group(PatternField& field, std::size_t depth) {
        if (depth > max_depth) {
            fail(field.at, fmt::format("has more than {} groups inside each other", max_depth));
            return;
        }
        field.group.push_back(sequence(depth));
        if (!take(')')) {
            fail(field.at, "has a group that is not closed with )");
        } else if (!is_at(':') && !is_at('?') && !is_at('}')) {
            fail(i_, "has text behind the ) of a group; \\) is the character");
        }
    }

    /// `word` or `word(arguments)`; i_ is behind the colon.
    PatternStep step() {
        PatternStep step;
        step.at = i_;
        step.word = text_until(":?}(");
        if (step.word.empty()) {
            fail(step.at, "has a : without a word behind it");
        } else if (take('(')) {
            step.has_argument = true;
            arguments(step);
        }
        return step;
    }

    /// Whether the parenthesis at i_ ends the arguments: the step or the field ends behind it. `no(...)` has
    /// characters, of which `)` may be the first.
    [[nodiscard]] bool ends_arguments(const PatternStep& step) const {
        const bool is_last = i_ + 1 == text_.size();
        return is_at(')') && (is_last || std::string_view(":?}").find(next()) != std::string_view::npos) &&
               (step.word != "no" || !step.argument.empty());
    }

    void arguments(PatternStep& step) {
        step.arguments.emplace_back();
        while (i_ < text_.size() && !ends_arguments(step) && !is_at('}')) {
            if (is_at(',')) {
                step.argument += text_[i_++];
                step.arguments.emplace_back();
                continue;
            }
            std::string character;
            add_character(character);
            step.argument += character;
            step.arguments.back() += character;
        }
        if (!take(')')) {
            fail(step.at, "has a step whose ( is not closed with )");
        }
    }

    std::string_view text_;
    std::size_t i_ = 0;
    std::optional<Error> error_;
};

}    // namespace

Result<Pattern> parse_pattern(std::string_view text) {
    return Parser(text).pattern();
}

Result<std::vector<PatternStep>> parse_steps(std::string_view text) {
    return Parser(text).steps();
}

Error error_at(std::string_view text, std::size_t at, std::string_view problem) {
    constexpr std::size_t shown_before = 60;
    constexpr std::size_t shown_behind = 40;
    const auto is_inside_character = [&](std::size_t i) {
        return i < text.size() && (static_cast<unsigned char>(text[i]) & 0xc0) == 0x80;
    };
    std::size_t begin = at > shown_before ? at - shown_before : 0;
    while (is_inside_character(begin)) {
        ++begin;
    }
    std::size_t end = std::min(at + shown_behind, text.size());
    while (is_inside_character(end)) {
        ++end;
    }
    std::size_t column = 0;    // in characters, as a terminal counts
    for (std::size_t i = begin; i < std::min(at, text.size()); ++i) {
        column += is_inside_character(i) ? 0 : 1;
    }
    const std::string_view cut = begin == 0 ? "" : "...";
    return Error{fmt::format("{}\n  {}{}{}\n  {:>{}}", problem, cut, printable(text.substr(begin, end - begin)),
                             end == text.size() ? "" : "...", '^', cut.size() + column + 1)};
}

}    // namespace hmacsweep::format
