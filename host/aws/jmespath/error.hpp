// What can be wrong with a JMESPath expression, in the words of the Python library that the AWS CLI reads it with.
#pragma once

#include <stdexcept>

namespace hmacsweep::aws::jmespath {

/// An expression that is none: the text says where.
struct ParseError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A value that an expression has no use for, found while it is evaluated.
struct EvaluationError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

}    // namespace hmacsweep::aws::jmespath
