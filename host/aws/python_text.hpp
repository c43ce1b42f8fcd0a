// Values in the words of Python, in which the AWS CLI prints them in complaints and with `--output text`.
#pragma once

#include "host/aws/value.hpp"

#include <string>
#include <string_view>

namespace hmacsweep::aws {

/// `text` as Python's repr() writes it, in quotes.
[[nodiscard]] std::string python_repr(std::string_view text);
[[nodiscard]] std::string python_repr(const Value& value, Budget& budget);

/// str(): as repr(), but text as it stands.
[[nodiscard]] std::string python_str(const Value& value, Budget& budget);

/// The name of a value's type (`NoneType`).
[[nodiscard]] std::string_view python_type(const Value& value);

/// The shortest text that gives the same number again (`1.0`, `1e-07`).
[[nodiscard]] std::string python_float(double number);

/// A number as JSON (`Infinity` for one without end).
[[nodiscard]] std::string json_number(const Value& number);

}    // namespace hmacsweep::aws
