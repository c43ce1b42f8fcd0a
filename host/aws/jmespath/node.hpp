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
    Chain,         ///< each child of what the one before it gave: a.b, a[0], a | b
    Comparison,    ///< comparator, of two children
    Or,
    And,
    Not,
    Flatten,
    Projection,          ///< the second child of each item of the first
    ValueProjection,     ///< the same of each member's value
    FilterProjection,    ///< the same of items for which the third child holds
    MultiSelectList,
    MultiSelectHash,    ///< names of its children
    Function,           ///< name
    Reference,          ///< &expression
};

/// Parts of one kind that follow each other stand on one Chain, but for pipes: `a.b.c`, `a[0][1]`.
enum class ChainKind : std::uint8_t { Dotted, Indexed, Piped };

enum class Comparator : std::uint8_t { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual };

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
    std::size_t height = 1;
};

using NodePointer = std::unique_ptr<Node>;

/// The highest tree that there may be: far above what people write; the stack holds several times as much.
inline constexpr std::size_t max_height = 250;

/// A node over `children`. Throws ParseError when it is too high.
[[nodiscard]] NodePointer make_node(NodeType type, std::vector<NodePointer> children = {});

/// `right` of what `left` gives; on the chain that `left` may already be.
[[nodiscard]] NodePointer make_chain(ChainKind kind, NodePointer left, NodePointer right);

/// Throws ParseError.
[[noreturn]] void fail_as_too_deep();

}    // namespace hmacsweep::aws::jmespath
