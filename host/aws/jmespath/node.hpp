// A JMESPath expression as a tree.
#pragma once

#include "host/aws/value.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hmacsweep::aws::jmespath {

enum class NodeType : std::uint8_t {
    Identity,
    Field,         ///< name
    Literal,       ///< value
    Index,         ///< number
    Slice,         ///< parts
    Chain,         ///< evaluates each child for the result of the child before it: a.b, a[0], a | b
    Comparison,    ///< comparator, and two children
    Or,
    And,
    Not,
    Flatten,
    Projection,          ///< evaluates the second child for each item of the first child's result
    ValueProjection,     ///< as Projection, for each member's value
    FilterProjection,    ///< as Projection, for items for which the third child is true
    MultiSelectList,
    MultiSelectHash,    ///< names, one for each child
    Function,           ///< name; the children are the arguments
    Reference,          ///< &expression
};

/// Consecutive parts of one kind share one Chain, except pipes: `a.b.c`, `a[0][1]`.
enum class ChainKind : std::uint8_t { Dotted, Indexed, Piped };

enum class Comparator : std::uint8_t { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual };

/// A node uses the members that its NodeType lists.
struct Node {
    NodeType type = NodeType::Identity;
    std::string name{};
    Value value{};
    std::int64_t number = 0;
    std::array<std::optional<std::int64_t>, 3> parts{};    ///< of a slice: start, stop, step
    Comparator comparator = Comparator::Equal;
    std::vector<std::string> names{};
    std::vector<std::unique_ptr<Node>> children{};
    ChainKind chain_kind = ChainKind::Piped;
    std::size_t height = 1;    ///< levels of the tree below and with this node
};

using NodePointer = std::unique_ptr<Node>;

/// The most levels of a tree. People write far fewer, and the stack has room for several times as many.
inline constexpr std::size_t max_height = 250;

/// A node with these children. Throws ParseError when it is higher than max_height.
[[nodiscard]] NodePointer make_node(NodeType type, std::vector<NodePointer> children = {});

/// A Chain that evaluates `right` for the result of `left`. Extends `left` when it is a Chain of that kind already, but
/// never a piped one. Throws ParseError when the Chain is higher than max_height.
[[nodiscard]] NodePointer make_chain(ChainKind kind, NodePointer left, NodePointer right);

/// Throws ParseError: the expression is nested too deeply.
[[noreturn]] void fail_as_too_deep();

}    // namespace hmacsweep::aws::jmespath
