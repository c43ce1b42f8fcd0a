// JMESPath (jmespath.org/specification.html), the language of --query. Follows version 1.0 of the Python library
// `jmespath`: its functions, its peculiarities and its error texts. Debian has no C++ library for JMESPath.
#pragma once

#include "host/aws/jmespath/error.hpp"
#include "host/aws/jmespath/node.hpp"

#include <memory>
#include <string_view>

namespace hmacsweep::aws::jmespath {

/// A parsed expression.
class Expression {
public:
    /// `text` must be UTF-8. Throws ParseError when `text` is no expression or is nested deeper than max_height.
    explicit Expression(std::string_view text);

    /// The result of the expression for `document`; null when nothing is found. Throws EvaluationError, and Failure
    /// when the budget is used up.
    [[nodiscard]] Value search(const Value& document, Budget& budget) const;

private:
    std::unique_ptr<Node> root_;
};

}    // namespace hmacsweep::aws::jmespath
