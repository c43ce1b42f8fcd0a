#include "host/aws/jmespath/node.hpp"

#include "host/aws/jmespath/error.hpp"

#include <algorithm>

namespace hmacsweep::aws::jmespath {
namespace {

void adopt(Node& parent, NodePointer child) {
    parent.height = std::max(parent.height, child->height + 1);
    if (parent.height > max_height) {
        fail_as_too_deep();
    }
    parent.children.push_back(std::move(child));
}

}    // namespace

NodePointer make_node(NodeType type, std::vector<NodePointer> children) {
    auto node = std::make_unique<Node>();
    node->type = type;
    for (NodePointer& child : children) {
        adopt(*node, std::move(child));
    }
    return node;
}

NodePointer make_chain(ChainKind kind, NodePointer left, NodePointer right) {
    if (kind == ChainKind::Piped || left->type != NodeType::Chain || left->chain_kind != kind) {
        std::vector<NodePointer> first;
        first.push_back(std::move(left));
        left = make_node(NodeType::Chain, std::move(first));
        left->chain_kind = kind;
    }
    adopt(*left, std::move(right));
    return left;
}

void fail_as_too_deep() {
    throw ParseError("the expression is nested too deeply");
}

}    // namespace hmacsweep::aws::jmespath
