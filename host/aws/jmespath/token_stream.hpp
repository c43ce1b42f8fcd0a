// The tokens of an expression, one after another, with the complaints about those that do not fit.
#pragma once

#include "host/aws/jmespath/token.hpp"

namespace hmacsweep::aws::jmespath {

/// What complaints call a type of token.
[[nodiscard]] std::string_view name_of(TokenType type);

/// How tightly a token binds what stands to its left; 0 when it does not.
[[nodiscard]] int binding_power(TokenType type);

class TokenStream {
public:
    /// `expression` must outlive the object. Throws ParseError.
    explicit TokenStream(std::string_view expression) : expression_(expression), tokens_(read_tokens(expression)) {}

    [[nodiscard]] const Token& token() const { return tokens_[next_]; }
    [[nodiscard]] TokenType type() const { return token().type; }
    /// The type of the token after this one.
    [[nodiscard]] TokenType type_after() const;
    /// A token that was skipped; 1 is the last of them.
    [[nodiscard]] const Token& token_before(std::size_t distance) const { return tokens_.at(next_ - distance); }

    /// Goes on to the next token; at the end there is none.
    void skip() { next_ += type() == TokenType::End ? 0 : 1; }
    /// Skips a token of this type. Throws ParseError for another.
    void expect(TokenType wanted);

    /// These throw ParseError: at this token, at another, at what is not among the `expected` types, at the end.
    [[noreturn]] void fail(std::string_view complaint) const { fail(token(), complaint); }
    [[noreturn]] void fail(const Token& token, std::string_view complaint) const;
    [[noreturn]] void fail_expecting(std::string_view expected) const;
    [[noreturn]] void fail_at_end() const;

private:
    std::string_view expression_;
    std::vector<Token> tokens_;
    std::size_t next_ = 0;
};

}    // namespace hmacsweep::aws::jmespath
