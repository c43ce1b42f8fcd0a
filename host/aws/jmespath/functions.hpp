// The functions of JMESPath.
#pragma once

#include "host/aws/jmespath/evaluator.hpp"

namespace hmacsweep::aws::jmespath {

/// Calls the function that `node` names, with its arguments evaluated over `value`. Throws EvaluationError for one that
/// there is not, for a wrong number of arguments, and for arguments of types that it does not take.
[[nodiscard]] Value call_function(const Node& node, const Value& value, Evaluator& evaluator);

}    // namespace hmacsweep::aws::jmespath
