// The functions of JMESPath whose result is a number. Each throws EvaluationError when an integer does not fit in 64
// bits.
#pragma once

#include "host/aws/jmespath/evaluator.hpp"
#include "host/aws/jmespath/signature.hpp"

#include <span>

namespace hmacsweep::aws::jmespath {

/// A function's arguments. check_call() has checked them.
using Arguments = std::span<const Argument>;

[[nodiscard]] Value absolute(Arguments arguments, Evaluator& evaluator);
[[nodiscard]] Value ceiling(Arguments arguments, Evaluator& evaluator);
[[nodiscard]] Value floor(Arguments arguments, Evaluator& evaluator);
[[nodiscard]] Value sum(Arguments arguments, Evaluator& evaluator);
/// Null for an empty array.
[[nodiscard]] Value average(Arguments arguments, Evaluator& evaluator);
/// Null for a value that is neither a number nor the text of one.
[[nodiscard]] Value to_number(Arguments arguments, Evaluator& evaluator);

}    // namespace hmacsweep::aws::jmespath
