// Parses JSON to values, and writes values as JSON.
#pragma once

#include "host/aws/value.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace hmacsweep::aws {

/// The value of a JSON document. Of members with the same name, the last one counts. Nothing for text that is no JSON
/// or is nested deeper than 1,024 levels, for an integer beyond signed 64 bits, and for a number beyond the range of
/// double.
[[nodiscard]] std::optional<Value> parse_json(std::string_view text);

// `value` must not have a Binary in it. Both functions throw Failure when the budget is used up.

/// `value` as the AWS CLI prints it with `--output json`: an indent of 4 spaces, no newline at the end.
[[nodiscard]] std::string indented_json(const Value& value, Budget& budget);

/// `value` on one line, without blanks and in ASCII only.
[[nodiscard]] std::string compact_json(const Value& value, Budget& budget);

}    // namespace hmacsweep::aws
