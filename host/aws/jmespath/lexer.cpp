#include "host/aws/jmespath/error.hpp"
#include "host/aws/jmespath/token.hpp"
#include "host/aws/python_text.hpp"
#include "host/aws/unicode.hpp"
#include "host/aws/value_json.hpp"

#include <charconv>
#include <limits>

#include <fmt/format.h>

namespace hmacsweep::aws::jmespath {
namespace {

bool is_digit(char32_t c) {
    return c >= '0' && c <= '9';
}

bool begins_identifier(char32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

void replace_all(std::u32string& text, std::u32string_view what, std::u32string_view by) {
    for (std::size_t i = text.find(what); i != std::u32string::npos; i = text.find(what, i + by.size())) {
        text.replace(i, what.size(), by);
    }
}

/// What Python's json module says of a string that is none.
std::string_view complaint_about(std::u32string_view quoted) {
    for (std::size_t i = 1; i < quoted.size(); ++i) {
        if (quoted[i] < 0x20) {
            return "Invalid control character at";
        }
        if (quoted[i] == '\\') {
            ++i;
            if (i < quoted.size() && quoted[i] == 'u') {
                return "Invalid \\uXXXX escape";
            }
            if (i >= quoted.size() || std::u32string_view(U"\"\\/bfnrt").find(quoted[i]) == std::u32string_view::npos) {
                return "Invalid \\escape";
            }
        }
    }
    return "Invalid string";
}

class Lexer {
public:
    explicit Lexer(std::string_view expression) : expression_(expression), text_(code_points(expression)) {}

    std::vector<Token> read() {
        while (next_ < text_.size()) {
            read_token();
        }
        add(TokenType::End, "", text_.size());
        return std::move(tokens_);
    }

private:
    void read_token() {
        const char32_t c = text_[next_];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            ++next_;
        } else if (begins_identifier(c)) {
            read_identifier();
        } else if (is_digit(c) || c == '-') {
            read_number();
        } else if (c == '\'') {
            read_raw_string();
        } else if (c == '`') {
            read_literal();
        } else if (c == '"') {
            read_quoted_identifier();
        } else if (!read_sign(c)) {
            const std::string shown = to_utf8(std::u32string(1, c));
            fail(next_, fmt::format("Unknown token {}", shown));
        }
    }

    bool read_sign(char32_t c) {
        switch (c) {
            case '.':
                return take(TokenType::Dot, 1);
            case '*':
                return take(TokenType::Star, 1);
            case ']':
                return take(TokenType::RightBracket, 1);
            case ',':
                return take(TokenType::Comma, 1);
            case ':':
                return take(TokenType::Colon, 1);
            case '@':
                return take(TokenType::Current, 1);
            case '(':
                return take(TokenType::LeftParenthesis, 1);
            case ')':
                return take(TokenType::RightParenthesis, 1);
            case '{':
                return take(TokenType::LeftBrace, 1);
            case '}':
                return take(TokenType::RightBrace, 1);
            case '[':
                if (is_next(']')) {
                    return take(TokenType::Flatten, 2);
                }
                return is_next('?') ? take(TokenType::Filter, 2) : take(TokenType::LeftBracket, 1);
            default:
                return read_operator(c);
        }
    }

    bool read_operator(char32_t c) {
        switch (c) {
            case '|':
                return take_pair(U'|', TokenType::Or, TokenType::Pipe);
            case '&':
                return take_pair(U'&', TokenType::And, TokenType::ExpressionReference);
            case '<':
                return take_pair(U'=', TokenType::LessOrEqual, TokenType::Less);
            case '>':
                return take_pair(U'=', TokenType::GreaterOrEqual, TokenType::Greater);
            case '!':
                return take_pair(U'=', TokenType::NotEqual, TokenType::Not);
            case '=':
                if (!is_next('=')) {
                    fail(next_, "Unknown token '='");
                }
                return take(TokenType::Equal, 2);
            default:
                return false;
        }
    }

    [[nodiscard]] bool is_next(char32_t c) const { return next_ + 1 < text_.size() && text_[next_ + 1] == c; }

    bool take(TokenType type, std::size_t length) {
        add(type, to_utf8(text_.substr(next_, length)), next_);
        next_ += length;
        return true;
    }

    bool take_pair(char32_t second, TokenType pair, TokenType single) {
        return is_next(second) ? take(pair, 2) : take(single, 1);
    }

    void add(TokenType type, std::string text, std::size_t position) {
        tokens_.push_back({.type = type, .text = std::move(text), .position = position});
    }

    void read_identifier() {
        const std::size_t begin = next_;
        while (next_ < text_.size() && (begins_identifier(text_[next_]) || is_digit(text_[next_]))) {
            ++next_;
        }
        add(TokenType::UnquotedIdentifier, to_utf8(text_.substr(begin, next_ - begin)), begin);
    }

    void read_number() {
        const std::size_t begin = next_;
        const bool is_negative = text_[next_] == '-';
        next_ += is_negative ? 1 : 0;
        std::size_t first = next_;
        while (next_ < text_.size() && is_digit(text_[next_])) {
            ++next_;
        }
        if (next_ == first) {
            fail(begin, "Unknown token '-'");
        }
        while (first + 1 < next_ && text_[first] == '0') {
            ++first;
        }
        const std::string digits = to_utf8(text_.substr(first, next_ - first));
        const std::string text = (is_negative && digits != "0" ? "-" : "") + digits;
        std::int64_t number = 0;
        if (std::from_chars(text.data(), text.data() + text.size(), number).ec != std::errc()) {
            number = is_negative ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
        }
        add(TokenType::Number, text, begin);
        tokens_.back().number = number;
    }

    /// What stands up to the next delimiter that no backslash precedes, backslashes included.
    std::u32string read_until(char32_t delimiter) {
        const std::size_t begin = next_++;
        std::u32string content;
        while (next_ < text_.size() && text_[next_] != delimiter) {
            if (text_[next_] == '\\') {
                content += text_[next_++];
            }
            if (next_ < text_.size()) {
                content += text_[next_++];
            }
        }
        if (next_ >= text_.size()) {
            fail(begin, fmt::format("Unclosed {} delimiter", static_cast<char>(delimiter)));
        }
        ++next_;
        return content;
    }

    void add_literal(Value value, std::size_t position) {
        Budget budget;
        add(TokenType::Literal, python_str(value, budget), position);
        tokens_.back().value = std::move(value);
    }

    void read_raw_string() {
        const std::size_t begin = next_;
        std::u32string content = read_until(U'\'');
        replace_all(content, U"\\'", U"'");
        add_literal(Value(to_utf8(content)), begin);
    }

    /// JSON between backticks; what is none is taken for a string without its quotes, as of old.
    void read_literal() {
        const std::size_t begin = next_;
        std::u32string content = read_until(U'`');
        replace_all(content, U"\\`", U"`");
        const std::string json = to_utf8(content);
        std::optional<Value> value = parse_json(json);
        if (!value) {
            const std::size_t first = json.find_first_not_of(" \t\n\r\v\f");
            const std::string trimmed = first == std::string::npos ? std::string() : json.substr(first);
            value = parse_json(fmt::format("\"{}\"", trimmed));
        }
        if (!value) {
            fail(begin, fmt::format("Bad token {}", json));
        }
        add_literal(std::move(*value), begin);
    }

    void read_quoted_identifier() {
        const std::size_t begin = next_;
        std::u32string quoted(1, U'"');
        quoted.append(read_until(U'"')).push_back(U'"');
        const std::optional<Value> name = parse_json(to_utf8(quoted));
        if (!name) {
            fail(begin, complaint_about(quoted));
        }
        add(TokenType::QuotedIdentifier, *name->text(), begin);
    }

    [[noreturn]] void fail(std::size_t position, std::string_view complaint) const {
        throw ParseError(
            fmt::format("Bad jmespath expression: {}:\n{}\n{}^", complaint, expression_, std::string(position, ' ')));
    }

    std::string_view expression_;
    std::u32string text_;
    std::size_t next_ = 0;
    std::vector<Token> tokens_;
};

}    // namespace

std::vector<Token> read_tokens(std::string_view expression) {
    return Lexer(expression).read();
}

}    // namespace hmacsweep::aws::jmespath
