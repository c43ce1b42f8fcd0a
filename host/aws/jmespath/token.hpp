// The words of a JMESPath expression.
#pragma once

#include "host/aws/value.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::aws::jmespath {

enum class TokenType : std::uint8_t {
    End,
    UnquotedIdentifier,
    QuotedIdentifier,
    Literal,
    RightBracket,
    RightParenthesis,
    Comma,
    RightBrace,
    Number,
    Current,
    ExpressionReference,
    Colon,
    Pipe,
    Or,
    And,
    Equal,
    Greater,
    Less,
    GreaterOrEqual,
    LessOrEqual,
    NotEqual,
    Flatten,
    Star,
    Filter,
    Dot,
    Not,
    LeftBrace,
    LeftBracket,
    LeftParenthesis,
};

struct Token {
    TokenType type = TokenType::End;
    std::string text;            ///< as complaints quote it; an identifier's name
    Value value{};               ///< of a literal
    std::int64_t number = 0;     ///< of a number; the nearest that 64 bits hold
    std::size_t position = 0;    ///< of its first character, in code points
};

/// The tokens of `expression`, UTF-8, the last being End. Throws ParseError.
[[nodiscard]] std::vector<Token> read_tokens(std::string_view expression);

}    // namespace hmacsweep::aws::jmespath
