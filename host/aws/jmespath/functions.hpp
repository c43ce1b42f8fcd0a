// The functions of JMESPath.
#pragma once

#include "host/aws/jmespath/evaluator.hpp"

namespace hmacsweep::aws::jmespath {

/// Evaluates the arguments of `node`, a NodeType::Function, for `value`, and calls the function. Throws EvaluationError
/// for an unknown function, a wrong number of arguments, and arguments of wrong types.
[[nodiscard]] Value call_function(const Node& node, const Value& value, Evaluator& evaluator);

}    // namespace hmacsweep::aws::jmespath
