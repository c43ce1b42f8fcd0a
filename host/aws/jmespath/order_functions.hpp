// The functions of JMESPath that order items, by themselves or by what an expression makes of them.
#pragma once

#include "host/aws/jmespath/evaluator.hpp"
#include "host/aws/jmespath/signature.hpp"

#include <span>

namespace hmacsweep::aws::jmespath {

/// A function's arguments, which fit its signature.
using Arguments = std::span<const Argument>;

[[nodiscard]] Value sort(Arguments arguments, Evaluator& evaluator);
[[nodiscard]] Value least(Arguments arguments, Evaluator& evaluator);
[[nodiscard]] Value greatest(Arguments arguments, Evaluator& evaluator);
[[nodiscard]] Value sort_by(Arguments arguments, Evaluator& evaluator);
[[nodiscard]] Value min_by(Arguments arguments, Evaluator& evaluator);
[[nodiscard]] Value max_by(Arguments arguments, Evaluator& evaluator);

}    // namespace hmacsweep::aws::jmespath
