// Values from JSON, and as JSON.
#pragma once

#include "host/aws/value.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace hmacsweep::aws {

/// The value of a JSON document; of members with one name, the last. Nothing for text that is no JSON, nests deeper
/// than simdjson allows (1,024), or has a number that neither 64 bits nor a double hold.
[[nodiscard]] std::optional<Value> parse_json(std::string_view text);

/// `value` as the AWS CLI prints it with `--output json`: an indent of 4 spaces, no newline at the end.
[[nodiscard]] std::string indented_json(const Value& value, Budget& budget);

/// `value` in one line, without blanks and in ASCII alone.
[[nodiscard]] std::string compact_json(const Value& value, Budget& budget);

}    // namespace hmacsweep::aws
