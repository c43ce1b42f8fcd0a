// The functions of JMESPath that order items, by their own value or by the result of an expression for each item.
#pragma once

#include "host/aws/jmespath/evaluator.hpp"
#include "host/aws/jmespath/signature.hpp"

#include <span>

namespace hmacsweep::aws::jmespath {

/// A function's arguments. check_call() has checked them.
using Arguments = std::span<const Argument>;

[[nodiscard]] Value sort(Arguments arguments, Evaluator& evaluator);
/// JMESPath's min(); null for an empty array.
[[nodiscard]] Value least(Arguments arguments, Evaluator& evaluator);
/// JMESPath's max(); null for an empty array.
[[nodiscard]] Value greatest(Arguments arguments, Evaluator& evaluator);

// These throw EvaluationError unless all results of the expression are numbers, or all are texts. min_by() and max_by()
// are null for an empty array.

[[nodiscard]] Value sort_by(Arguments arguments, Evaluator& evaluator);
[[nodiscard]] Value min_by(Arguments arguments, Evaluator& evaluator);
[[nodiscard]] Value max_by(Arguments arguments, Evaluator& evaluator);

}    // namespace hmacsweep::aws::jmespath
