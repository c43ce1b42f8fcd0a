// Top-down operator precedence (V. Pratt, 1973): each token says how tightly it binds what stands to its left.
#include "host/aws/jmespath/parser.hpp"

#include "host/aws/jmespath/error.hpp"
#include "host/aws/jmespath/index_parser.hpp"
#include "host/aws/jmespath/token_stream.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace hmacsweep::aws::jmespath {
namespace {

/// Below it are the tokens that end a projection.
constexpr int projection_stop = 10;

/// A node over these children.
template <typename... Children>
NodePointer over(NodeType type, Children... children) {
    std::vector<NodePointer> list;
    (list.push_back(std::move(children)), ...);
    return make_node(type, std::move(list));
}

class Parser : TokenStream {
public:
    explicit Parser(std::string_view expression) : TokenStream(expression) {}

    NodePointer parse() {
        NodePointer root = parse_expression(0);
        if (type() != TokenType::End) {
            fail(fmt::format("Unexpected token: {}", token().text));
        }
        return root;
    }

private:
    NodePointer parse_expression(int power) {
        if (++depth_ > max_height) {
            fail_as_too_deep();
        }
        NodePointer left = parse_prefix();
        while (power < binding_power(type())) {
            left = parse_infix(std::move(left));
        }
        --depth_;
        return left;
    }

    /// What an expression may begin with.
    NodePointer parse_prefix() {
        const Token& first = token();
        if (first.type != TokenType::End) {
            skip();
        }
        switch (first.type) {
            case TokenType::Literal: {
                NodePointer node = make_node(NodeType::Literal);
                node->value = first.value;
                return node;
            }
            case TokenType::UnquotedIdentifier:
                return field(first);
            case TokenType::QuotedIdentifier:
                if (type() == TokenType::LeftParenthesis) {
                    Token place = token();
                    place.position = 0;
                    fail(place, "Quoted identifier not allowed for function names.");
                }
                return field(first);
            case TokenType::Star:
                return over(NodeType::ValueProjection, make_node(NodeType::Identity),
                            type() == TokenType::RightBracket ? make_node(NodeType::Identity)
                                                              : parse_projection(TokenType::Star));
            case TokenType::Filter:
                return parse_filter(make_node(NodeType::Identity));
            case TokenType::LeftBrace:
                return parse_multi_select_hash();
            case TokenType::LeftParenthesis: {
                NodePointer inner = parse_expression(0);
                expect(TokenType::RightParenthesis);
                return inner;
            }
            case TokenType::Flatten:
                return parse_flatten(make_node(NodeType::Identity));
            case TokenType::Not:
                return over(NodeType::Not, parse_expression(binding_power(TokenType::Not)));
            case TokenType::LeftBracket:
                return parse_bracket_prefix();
            case TokenType::Current:
                return make_node(NodeType::Identity);
            case TokenType::ExpressionReference:
                return over(NodeType::Reference, parse_expression(0));
            case TokenType::End:
                fail_at_end();
            default:
                fail(first, "invalid token");
        }
    }

    static NodePointer field(const Token& name) {
        NodePointer node = make_node(NodeType::Field);
        node->name = name.text;
        return node;
    }

    NodePointer parse_bracket_prefix() {
        if (type() == TokenType::Number || type() == TokenType::Colon) {
            return project_if_slice(make_node(NodeType::Identity), parse_index(*this));
        }
        if (type() == TokenType::Star && type_after() == TokenType::RightBracket) {
            skip();
            skip();
            return over(NodeType::Projection, make_node(NodeType::Identity), parse_projection(TokenType::Star));
        }
        return parse_multi_select_list();
    }

    /// What may follow an expression.
    NodePointer parse_infix(NodePointer left) {
        const Token& sign = token();
        switch (sign.type) {
            case TokenType::Dot:
                skip();
                return parse_dot(std::move(left));
            case TokenType::Pipe:
                skip();
                return make_chain(ChainKind::Piped, std::move(left), parse_expression(binding_power(TokenType::Pipe)));
            case TokenType::Or:
                skip();
                return over(NodeType::Or, std::move(left), parse_expression(binding_power(TokenType::Or)));
            case TokenType::And:
                skip();
                return over(NodeType::And, std::move(left), parse_expression(binding_power(TokenType::And)));
            case TokenType::Filter:
                skip();
                return parse_filter(std::move(left));
            case TokenType::Flatten:
                skip();
                return parse_flatten(std::move(left));
            case TokenType::LeftBracket:
                skip();
                return parse_bracket(std::move(left));
            case TokenType::LeftParenthesis:
                skip();
                return parse_function(*left);
            default:
                return parse_comparison(std::move(left));
        }
    }

    NodePointer parse_comparison(NodePointer left) {
        struct Row {
            TokenType type;
            Comparator comparator;
        };
        static constexpr std::array<Row, 6> rows{{{TokenType::Equal, Comparator::Equal},
                                                  {TokenType::NotEqual, Comparator::NotEqual},
                                                  {TokenType::Less, Comparator::Less},
                                                  {TokenType::LessOrEqual, Comparator::LessOrEqual},
                                                  {TokenType::Greater, Comparator::Greater},
                                                  {TokenType::GreaterOrEqual, Comparator::GreaterOrEqual}}};
        const auto* const row = std::ranges::find(rows, type(), &Row::type);
        if (row == rows.end()) {
            fail("invalid token");
        }
        skip();
        NodePointer node =
            over(NodeType::Comparison, std::move(left), parse_expression(binding_power(TokenType::Equal)));
        node->comparator = row->comparator;
        return node;
    }

    NodePointer parse_dot(NodePointer left) {
        if (type() == TokenType::Star) {
            skip();
            return over(NodeType::ValueProjection, std::move(left), parse_projection(TokenType::Dot));
        }
        return make_chain(ChainKind::Dotted, std::move(left), parse_after_dot(binding_power(TokenType::Dot)));
    }

    NodePointer parse_after_dot(int power) {
        switch (type()) {
            case TokenType::QuotedIdentifier:
            case TokenType::UnquotedIdentifier:
            case TokenType::Star:
                return parse_expression(power);
            case TokenType::LeftBracket:
                skip();
                return parse_multi_select_list();
            case TokenType::LeftBrace:
                skip();
                return parse_multi_select_hash();
            default:
                fail(
                    fmt::format("Expecting: ['quoted_identifier', 'unquoted_identifier', 'lbracket', 'lbrace'], "
                                "got: {}",
                                name_of(type())));
        }
    }

    NodePointer parse_filter(NodePointer left) {
        NodePointer condition = parse_expression(0);
        expect(TokenType::RightBracket);
        NodePointer right =
            type() == TokenType::Flatten ? make_node(NodeType::Identity) : parse_projection(TokenType::Filter);
        return over(NodeType::FilterProjection, std::move(left), std::move(right), std::move(condition));
    }

    NodePointer parse_flatten(NodePointer left) {
        NodePointer flat = over(NodeType::Flatten, std::move(left));
        return over(NodeType::Projection, std::move(flat), parse_projection(TokenType::Flatten));
    }

    NodePointer parse_bracket(NodePointer left) {
        if (type() == TokenType::Number || type() == TokenType::Colon) {
            NodePointer right = parse_index(*this);
            if (left->type == NodeType::Chain && left->chain_kind == ChainKind::Indexed) {
                return make_chain(ChainKind::Indexed, std::move(left), std::move(right));
            }
            return project_if_slice(std::move(left), std::move(right));
        }
        expect(TokenType::Star);
        expect(TokenType::RightBracket);
        return over(NodeType::Projection, std::move(left), parse_projection(TokenType::Star));
    }

    NodePointer project_if_slice(NodePointer left, NodePointer right) {
        const bool is_slice = right->type == NodeType::Slice;
        NodePointer indexed = make_chain(ChainKind::Indexed, std::move(left), std::move(right));
        return is_slice ? over(NodeType::Projection, std::move(indexed), parse_projection(TokenType::Star))
                        : std::move(indexed);
    }

    /// What each item of a projection goes through.
    NodePointer parse_projection(TokenType after) {
        if (binding_power(type()) < projection_stop) {
            return make_node(NodeType::Identity);
        }
        if (type() == TokenType::LeftBracket || type() == TokenType::Filter) {
            return parse_expression(binding_power(after));
        }
        if (type() != TokenType::Dot) {
            fail("syntax error");
        }
        skip();
        return parse_after_dot(binding_power(after));
    }

    NodePointer parse_multi_select_list() {
        std::vector<NodePointer> items;
        while (true) {
            items.push_back(parse_expression(0));
            if (type() == TokenType::RightBracket) {
                break;
            }
            expect(TokenType::Comma);
        }
        skip();
        return make_node(NodeType::MultiSelectList, std::move(items));
    }

    NodePointer parse_multi_select_hash() {
        std::vector<std::string> names;
        std::vector<NodePointer> values;
        while (true) {
            if (type() != TokenType::QuotedIdentifier && type() != TokenType::UnquotedIdentifier) {
                fail_expecting("['quoted_identifier', 'unquoted_identifier']");
            }
            names.push_back(token().text);
            skip();
            expect(TokenType::Colon);
            values.push_back(parse_expression(0));
            if (type() == TokenType::Comma) {
                skip();
            } else if (type() == TokenType::RightBrace) {
                skip();
                break;
            }
        }
        NodePointer node = make_node(NodeType::MultiSelectHash, std::move(values));
        node->names = std::move(names);
        return node;
    }

    /// The arguments of a function; a comma after the last, and none between two, are let pass.
    NodePointer parse_function(const Node& name) {
        if (name.type != NodeType::Field) {
            const Token& before = token_before(2);
            fail(before, fmt::format("Invalid function name '{}'", before.text));
        }
        std::vector<NodePointer> arguments;
        while (type() != TokenType::RightParenthesis) {
            arguments.push_back(parse_expression(0));
            if (type() == TokenType::Comma) {
                skip();
            }
        }
        skip();
        NodePointer node = make_node(NodeType::Function, std::move(arguments));
        node->name = name.name;
        return node;
    }

    std::size_t depth_ = 0;
};

}    // namespace

std::unique_ptr<Node> parse(std::string_view expression) {
    if (expression.empty()) {
        throw ParseError("Invalid JMESPath expression: cannot be empty.");
    }
    return Parser(expression).parse();
}

}    // namespace hmacsweep::aws::jmespath
