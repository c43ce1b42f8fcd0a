// What functions of JMESPath take, and the check of a call against it.
#pragma once

#include "host/aws/jmespath/node.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace hmacsweep::aws::jmespath {

/// An argument of a call: a value, or an expression behind `&`.
struct Argument {
    Value value{};
    const Node* reference = nullptr;
};

/// JMESPath's name of a value's type; `number` for integers and others.
[[nodiscard]] std::string_view type_name(const Value& value);

/// The types that one parameter takes, separated by spaces (`array-number array-string`); empty for any.
using Types = std::string_view;

struct Signature {
    std::string_view function;
    std::span<const Types> parameters;
    bool is_variadic = false;    ///< any number of arguments more, which are not checked
};

/// Throws EvaluationError.
void check_call(const Signature& signature, std::span<const Argument> arguments, Budget& budget);

/// Throws EvaluationError: `value` is of none of these types.
[[noreturn]] void fail_type(std::string_view function, const Value& value, std::string_view actual, Types expected,
                            Budget& budget);

}    // namespace hmacsweep::aws::jmespath
