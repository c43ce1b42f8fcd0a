// Values as Python writes them. The AWS CLI prints values so in errors and with `--output text`.
#pragma once

#include "host/aws/value.hpp"

#include <string>
#include <string_view>

namespace hmacsweep::aws {

/// repr() of a text, in quotes.
[[nodiscard]] std::string python_repr(std::string_view text);
/// repr() of any value. Throws Failure when the budget is used up.
[[nodiscard]] std::string python_repr(const Value& value, Budget& budget);

/// str(): as repr(), but a text without quotes. Throws Failure when the budget is used up.
[[nodiscard]] std::string python_str(const Value& value, Budget& budget);

/// The name of a value's type in Python: `str`, `NoneType`.
[[nodiscard]] std::string_view python_type(const Value& value);

/// repr() of a float: the shortest text that gives the same number again (`1.0`, `1e-07`).
[[nodiscard]] std::string python_float(double number);

/// An integer or a double as Python's json module writes it, also `NaN`, `Infinity` and `-Infinity`.
[[nodiscard]] std::string json_number(const Value& number);

}    // namespace hmacsweep::aws
