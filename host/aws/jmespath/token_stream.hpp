// The tokens of an expression, one after another, and the errors for unexpected tokens.
#pragma once

#include "host/aws/jmespath/token.hpp"

namespace hmacsweep::aws::jmespath {

/// The name of a token type in errors: `lbracket`.
[[nodiscard]] std::string_view name_of(TokenType type);

/// How strongly a token binds to the expression on its left; 0 for a token that does not continue an expression.
[[nodiscard]] int binding_power(TokenType type);

class TokenStream {
public:
    /// `expression` must outlive the object. Throws ParseError.
    explicit TokenStream(std::string_view expression) : expression_(expression), tokens_(read_tokens(expression)) {}

    /// The current token.
    [[nodiscard]] const Token& token() const { return tokens_[next_]; }
    [[nodiscard]] TokenType type() const { return token().type; }
    /// The type of the token behind the current one.
    [[nodiscard]] TokenType type_after() const;
    /// A token before the current one; 1 is the one directly before.
    [[nodiscard]] const Token& token_before(std::size_t distance) const { return tokens_.at(next_ - distance); }

    /// Goes to the next token. No-op at the end.
    void skip() { next_ += type() == TokenType::End ? 0 : 1; }
    /// Skips a token of this type. Throws ParseError when the current token has another type.
    void expect(TokenType wanted);

    // The functions below throw ParseError.

    /// For the current token.
    [[noreturn]] void fail(std::string_view complaint) const { fail(token(), complaint); }
    /// For any token.
    [[noreturn]] void fail(const Token& token, std::string_view complaint) const;
    /// For a current token that has none of the `expected` types.
    [[noreturn]] void fail_expecting(std::string_view expected) const;
    /// For an expression that ends too early.
    [[noreturn]] void fail_at_end() const;

private:
    std::string_view expression_;
    std::vector<Token> tokens_;
    std::size_t next_ = 0;
};

}    // namespace hmacsweep::aws::jmespath
