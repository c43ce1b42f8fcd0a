#include "host/aws/jmespath/evaluator.hpp"

#include "host/aws/jmespath/error.hpp"
#include "host/aws/jmespath/expression.hpp"
#include "host/aws/jmespath/functions.hpp"
#include "host/aws/jmespath/parser.hpp"
#include "host/aws/python_text.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::aws::jmespath {
namespace {

/// What `||`, `&&` and filters take for false; 0 is none of it.
bool is_false(const Value& value) {
    const auto is_empty = [](const auto* held) { return held != nullptr && held->empty(); };
    return value.is_null() || (value.boolean() != nullptr && !*value.boolean()) || is_empty(value.text()) ||
           is_empty(value.array()) || is_empty(value.object());
}

/// As Python's, but true and false are no numbers: 1 is not true.
bool is_equal(const Value& left, const Value& right, Budget& budget) {
    const auto is_bit = [](const Value& value) {
        return value.is_number() && (compare_numbers(value, Value(std::int64_t{0})) == 0 ||
                                     compare_numbers(value, Value(std::int64_t{1})) == 0);
    };
    if ((is_bit(left) && right.boolean() != nullptr) || (is_bit(right) && left.boolean() != nullptr)) {
        return false;
    }
    return python_equal(left, right, budget);
}

std::string_view sign_of(Comparator comparator) {
    switch (comparator) {
        case Comparator::Less:
            return "<";
        case Comparator::LessOrEqual:
            return "<=";
        case Comparator::Greater:
            return ">";
        default:
            return ">=";
    }
}

/// -1, 0 or 1 for two numbers or two texts.
int compare(Comparator comparator, const Value& left, const Value& right) {
    if (left.is_number() != right.is_number()) {
        throw EvaluationError(fmt::format("'{}' not supported between instances of '{}' and '{}'", sign_of(comparator),
                                          python_type(left), python_type(right)));
    }
    return left.is_number() ? compare_numbers(left, right) : left.text()->compare(*right.text());
}

bool holds(Comparator comparator, int order) {
    switch (comparator) {
        case Comparator::Less:
            return order < 0;
        case Comparator::LessOrEqual:
            return order <= 0;
        case Comparator::Greater:
            return order > 0;
        default:
            return order >= 0;
    }
}

Value item_at(const Array& array, std::int64_t index) {
    const auto size = static_cast<std::int64_t>(array.size());
    const std::int64_t place = index < 0 ? index + size : index;
    return place < 0 || place >= size ? Value() : array[static_cast<std::size_t>(place)];
}

/// Python's slices.
Array slice(const Array& array, const Node& node) {
    const auto size = static_cast<std::int64_t>(array.size());
    const std::int64_t step = node.parts[2].value_or(1);
    if (step == 0) {
        throw EvaluationError("slice step cannot be zero");
    }
    const std::int64_t least = step > 0 ? 0 : -1;
    const std::int64_t most = step > 0 ? size : size - 1;
    const auto place = [&](const std::optional<std::int64_t>& given, std::int64_t usual) {
        return given ? std::clamp(*given < 0 ? *given + size : *given, least, most) : usual;
    };
    const std::int64_t start = place(node.parts[0], step > 0 ? least : most);
    const std::int64_t stop = place(node.parts[1], step > 0 ? most : least);
    Array items;
    for (std::int64_t i = start; step > 0 ? i < stop : i > stop;) {
        items.push_back(array[static_cast<std::size_t>(i)]);
        if (__builtin_add_overflow(i, step, &i)) {
            break;
        }
    }
    return items;
}

}    // namespace

Value Evaluator::evaluate(const Node& node, const Value& value) {
    budget_.take(1);
    switch (node.type) {
        case NodeType::Identity:
            return value;
        case NodeType::Field: {
            const Value* const member = value.object() == nullptr ? nullptr : value.object()->find(node.name);
            return member == nullptr ? Value() : *member;
        }
        case NodeType::Literal:
            return node.value;
        case NodeType::Index:
            return value.array() == nullptr ? Value() : item_at(*value.array(), node.number);
        case NodeType::Slice:
            budget_.take(value.array() == nullptr ? 0 : value.array()->size());
            return value.array() == nullptr ? Value() : Value(slice(*value.array(), node));
        case NodeType::Chain:
            return evaluate_chain(node, value);
        case NodeType::Comparison:
            return evaluate_comparison(node, value);
        case NodeType::Or: {
            const Value left = evaluate(*node.children[0], value);
            return is_false(left) ? evaluate(*node.children[1], value) : left;
        }
        case NodeType::And: {
            const Value left = evaluate(*node.children[0], value);
            return is_false(left) ? left : evaluate(*node.children[1], value);
        }
        case NodeType::Not:
            return Value(is_false(evaluate(*node.children[0], value)));
        case NodeType::Flatten:
            return evaluate_flatten(node, value);
        case NodeType::Projection:
            return evaluate_projection(node, value);
        case NodeType::ValueProjection:
            return evaluate_value_projection(node, value);
        case NodeType::FilterProjection:
            return evaluate_filter(node, value);
        case NodeType::MultiSelectList:
            return evaluate_list(node, value);
        case NodeType::MultiSelectHash:
            return evaluate_hash(node, value);
        case NodeType::Function:
            return call_function(node, value, *this);
        case NodeType::Reference:
            break;
    }
    throw EvaluationError("an expression after & is an argument of a function, not a value");
}

Value Evaluator::evaluate_chain(const Node& node, const Value& value) {
    Value result = value;
    for (const std::unique_ptr<Node>& child : node.children) {
        result = evaluate(*child, result);
    }
    return result;
}

Value Evaluator::evaluate_comparison(const Node& node, const Value& value) {
    const Value left = evaluate(*node.children[0], value);
    const Value right = evaluate(*node.children[1], value);
    if (node.comparator == Comparator::Equal || node.comparator == Comparator::NotEqual) {
        return Value(is_equal(left, right, budget_) == (node.comparator == Comparator::Equal));
    }
    const auto is_comparable = [](const Value& side) { return side.is_number() || side.text() != nullptr; };
    if (!is_comparable(left) || !is_comparable(right)) {
        return {};
    }
    return Value(holds(node.comparator, compare(node.comparator, left, right)));
}

Value Evaluator::evaluate_flatten(const Node& node, const Value& value) {
    const Value base = evaluate(*node.children[0], value);
    if (base.array() == nullptr) {
        return {};
    }
    Array items;
    for (const Value& item : *base.array()) {
        const Array* const inner = item.array();
        budget_.take(inner == nullptr ? 1 : inner->size() + 1);
        if (inner == nullptr) {
            items.push_back(item);
        } else {
            items.insert(items.end(), inner->begin(), inner->end());
        }
    }
    return Value(std::move(items));
}

void Evaluator::add_projected(Array& results, const Node& node, const Value& item) {
    Value result = evaluate(*node.children[1], item);
    if (!result.is_null()) {
        results.push_back(std::move(result));
    }
}

Value Evaluator::evaluate_projection(const Node& node, const Value& value) {
    const Value base = evaluate(*node.children[0], value);
    if (base.array() == nullptr) {
        return {};
    }
    Array results;
    for (const Value& item : *base.array()) {
        add_projected(results, node, item);
    }
    return Value(std::move(results));
}

Value Evaluator::evaluate_filter(const Node& node, const Value& value) {
    const Value base = evaluate(*node.children[0], value);
    if (base.array() == nullptr) {
        return {};
    }
    Array results;
    for (const Value& item : *base.array()) {
        if (!is_false(evaluate(*node.children[2], item))) {
            add_projected(results, node, item);
        }
    }
    return Value(std::move(results));
}

Value Evaluator::evaluate_value_projection(const Node& node, const Value& value) {
    const Value base = evaluate(*node.children[0], value);
    if (base.object() == nullptr) {
        return {};
    }
    Array results;
    for (const auto& [name, item] : *base.object()) {
        add_projected(results, node, item);
    }
    return Value(std::move(results));
}

Value Evaluator::evaluate_list(const Node& node, const Value& value) {
    if (value.is_null()) {
        return {};
    }
    Array items;
    for (const std::unique_ptr<Node>& child : node.children) {
        items.push_back(evaluate(*child, value));
    }
    return Value(std::move(items));
}

Value Evaluator::evaluate_hash(const Node& node, const Value& value) {
    if (value.is_null()) {
        return {};
    }
    Object members;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        budget_.take(i);
        members.set(node.names[i], evaluate(*node.children[i], value));
    }
    return Value(std::move(members));
}

Expression::Expression(std::string_view text) : root_(parse(text)) {}

Value Expression::search(const Value& document, Budget& budget) const {
    return Evaluator(budget).evaluate(*root_, document);
}

}    // namespace hmacsweep::aws::jmespath
