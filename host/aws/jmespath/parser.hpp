// The parser of JMESPath expressions.
#pragma once

#include "host/aws/jmespath/node.hpp"

#include <memory>
#include <string_view>

namespace hmacsweep::aws::jmespath {

/// The tree of an expression, at most max_height nodes high. Throws ParseError.
[[nodiscard]] std::unique_ptr<Node> parse(std::string_view expression);

}    // namespace hmacsweep::aws::jmespath
