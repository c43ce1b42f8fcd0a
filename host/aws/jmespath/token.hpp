// The tokens of a JMESPath expression.
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
    std::string text;            ///< the token as errors quote it; the name of an identifier
    Value value{};               ///< the value of a literal
    std::int64_t number = 0;     ///< the value of a number, limited to 64 bits
    std::size_t position = 0;    ///< of the first character, 0-based, in code points
};

/// The tokens of `expression`, which must be UTF-8. The last token is End. Throws ParseError.
[[nodiscard]] std::vector<Token> read_tokens(std::string_view expression);

}    // namespace hmacsweep::aws::jmespath
