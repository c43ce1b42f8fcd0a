// The functions of JMESPath that make numbers.
#pragma once

#include "host/aws/jmespath/evaluator.hpp"
#include "host/aws/jmespath/signature.hpp"

#include <span>

namespace hmacsweep::aws::jmespath {

/// A function's arguments, which fit its signature.
using Arguments = std::span<const Argument>;

[[nodiscard]] Value absolute(Arguments arguments, Evaluator& evaluator);
[[nodiscard]] Value ceiling(Arguments arguments, Evaluator& evaluator);
[[nodiscard]] Value floor(Arguments arguments, Evaluator& evaluator);
[[nodiscard]] Value sum(Arguments arguments, Evaluator& evaluator);
[[nodiscard]] Value average(Arguments arguments, Evaluator& evaluator);
[[nodiscard]] Value to_number(Arguments arguments, Evaluator& evaluator);

}    // namespace hmacsweep::aws::jmespath
