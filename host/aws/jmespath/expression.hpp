// JMESPath (jmespath.org/specification.html), the language of --query, as the Python library of that name (1.0) reads
// it: its functions, its quirks and its texts. Debian has no C++ library for it.
#pragma once

#include "host/aws/jmespath/error.hpp"
#include "host/aws/jmespath/node.hpp"

#include <memory>
#include <string_view>

namespace hmacsweep::aws::jmespath {

/// An expression, ready to search documents with.
class Expression {
public:
    /// Throws ParseError for what is no expression, and for one that nests hundreds of levels deep.
    explicit Expression(std::string_view text);

    /// What the expression finds in `document`; null where it finds nothing. Throws EvaluationError when a value has a
    /// type that a function does not take, and Failure when it takes too long.
    [[nodiscard]] Value search(const Value& document, Budget& budget) const;

private:
    std::unique_ptr<Node> root_;
};

}    // namespace hmacsweep::aws::jmespath
