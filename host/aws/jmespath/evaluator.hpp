// Evaluates JMESPath trees.
#pragma once

#include "host/aws/jmespath/node.hpp"

namespace hmacsweep::aws::jmespath {

class Evaluator {
public:
    /// `budget` must outlive the object.
    explicit Evaluator(Budget& budget) : budget_(budget) {}

    /// The result of `node` for `value`. Throws EvaluationError, and Failure when the budget is used up.
    Value evaluate(const Node& node, const Value& value);

    [[nodiscard]] Budget& budget() const { return budget_; }

private:
    Value evaluate_chain(const Node& node, const Value& value);
    Value evaluate_comparison(const Node& node, const Value& value);
    Value evaluate_flatten(const Node& node, const Value& value);
    Value evaluate_projection(const Node& node, const Value& value);
    Value evaluate_filter(const Node& node, const Value& value);
    Value evaluate_value_projection(const Node& node, const Value& value);
    Value evaluate_list(const Node& node, const Value& value);
    Value evaluate_hash(const Node& node, const Value& value);
    void add_projected(Array& results, const Node& node, const Value& item);

    Budget& budget_;
};

}    // namespace hmacsweep::aws::jmespath
