// The signatures of JMESPath functions, and the check of a call against a signature.
#pragma once

#include "host/aws/jmespath/node.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace hmacsweep::aws::jmespath {

/// An argument of a call: a value, or an expression behind `&`.
struct Argument {
    Value value{};
    const Node* reference = nullptr;    ///< the expression; null for a value
};

/// JMESPath's name of a value's type: `number`, `string`, `boolean`, `array`, `object` or `null`.
[[nodiscard]] std::string_view type_name(const Value& value);

/// The types of one parameter, separated by spaces (`array-number array-string`); empty: any type.
using Types = std::string_view;

struct Signature {
    std::string_view function;
    std::span<const Types> parameters;
    bool is_variadic = false;    ///< more arguments may follow, which are not checked
};

/// Throws EvaluationError when the number or the types of the arguments are not those of the signature.
void check_call(const Signature& signature, std::span<const Argument> arguments, Budget& budget);

/// Throws EvaluationError: `value`, of the type `actual`, has none of the types `expected`.
[[noreturn]] void fail_type(std::string_view function, const Value& value, std::string_view actual, Types expected,
                            Budget& budget);

}    // namespace hmacsweep::aws::jmespath
