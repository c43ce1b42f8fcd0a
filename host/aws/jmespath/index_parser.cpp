#include "host/aws/jmespath/index_parser.hpp"

namespace hmacsweep::aws::jmespath {
namespace {

NodePointer parse_slice(TokenStream& tokens) {
    NodePointer node = make_node(NodeType::Slice);
    std::size_t part = 0;
    while (tokens.type() != TokenType::RightBracket) {
        if (tokens.type() == TokenType::Colon) {
            if (++part == node->parts.size()) {
                tokens.fail("syntax error");
            }
        } else if (tokens.type() == TokenType::Number) {
            node->parts.at(part) = tokens.token().number;
        } else {
            tokens.fail("syntax error");
        }
        tokens.skip();
    }
    tokens.expect(TokenType::RightBracket);
    return node;
}

}    // namespace

NodePointer parse_index(TokenStream& tokens) {
    if (tokens.type() == TokenType::Colon || tokens.type_after() == TokenType::Colon) {
        return parse_slice(tokens);
    }
    NodePointer node = make_node(NodeType::Index);
    node->number = tokens.token().number;
    tokens.skip();
    tokens.expect(TokenType::RightBracket);
    return node;
}

}    // namespace hmacsweep::aws::jmespath
