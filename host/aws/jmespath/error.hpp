// The errors of JMESPath expressions, in the words of the Python library that the AWS CLI uses.
#pragma once

#include <stdexcept>

namespace hmacsweep::aws::jmespath {

/// A text is not a JMESPath expression. what() has the place of the error.
struct ParseError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// An expression cannot be evaluated, because a value has the wrong type or a function does not exist.
struct EvaluationError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

}    // namespace hmacsweep::aws::jmespath
