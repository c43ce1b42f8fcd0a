#include "host/aws/jmespath/token_stream.hpp"

#include "host/aws/jmespath/error.hpp"
#include "host/aws/unicode.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace hmacsweep::aws::jmespath {
namespace {

/// What complaints call the types of tokens.
constexpr std::array<std::string_view, 29> token_names{"eof",
                                                       "unquoted_identifier",
                                                       "quoted_identifier",
                                                       "literal",
                                                       "rbracket",
                                                       "rparen",
                                                       "comma",
                                                       "rbrace",
                                                       "number",
                                                       "current",
                                                       "expref",
                                                       "colon",
                                                       "pipe",
                                                       "or",
                                                       "and",
                                                       "eq",
                                                       "gt",
                                                       "lt",
                                                       "gte",
                                                       "lte",
                                                       "ne",
                                                       "flatten",
                                                       "star",
                                                       "filter",
                                                       "dot",
                                                       "not",
                                                       "lbrace",
                                                       "lbracket",
                                                       "lparen"};

}    // namespace

std::string_view name_of(TokenType type) {
    return token_names.at(static_cast<std::size_t>(type));
}

int binding_power(TokenType type) {
    switch (type) {
        case TokenType::Pipe:
            return 1;
        case TokenType::Or:
            return 2;
        case TokenType::And:
            return 3;
        case TokenType::Equal:
        case TokenType::Greater:
        case TokenType::Less:
        case TokenType::GreaterOrEqual:
        case TokenType::LessOrEqual:
        case TokenType::NotEqual:
            return 5;
        case TokenType::Flatten:
            return 9;
        case TokenType::Star:
            return 20;
        case TokenType::Filter:
            return 21;
        case TokenType::Dot:
            return 40;
        case TokenType::Not:
            return 45;
        case TokenType::LeftBrace:
            return 50;
        case TokenType::LeftBracket:
            return 55;
        case TokenType::LeftParenthesis:
            return 60;
        default:
            return 0;
    }
}

TokenType TokenStream::type_after() const {
    return tokens_[std::min(next_ + 1, tokens_.size() - 1)].type;
}

void TokenStream::expect(TokenType wanted) {
    if (type() != wanted) {
        fail_expecting(name_of(wanted));
    }
    skip();
}

void TokenStream::fail(const Token& token, std::string_view complaint) const {
    std::string type(name_of(token.type));
    for (char& c : type) {
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    throw ParseError(fmt::format("{}: Parse error at column {}, token \"{}\" ({}), for expression:\n\"{}\"\n{}^",
                                 complaint, token.position, token.text, type, expression_,
                                 std::string(token.position + 1, ' ')));
}

void TokenStream::fail_expecting(std::string_view expected) const {
    if (type() == TokenType::End) {
        fail_at_end();
    }
    fail(fmt::format("Expecting: {}, got: {}", expected, name_of(type())));
}

void TokenStream::fail_at_end() const {
    throw ParseError(fmt::format("Invalid jmespath expression: Incomplete expression:\n\"{}\"\n{}^", expression_,
                                 std::string(code_points(expression_).size() + 1, ' ')));
}

}    // namespace hmacsweep::aws::jmespath
