// Values as YAML, as the AWS CLI prints them with `--output yaml` and `yaml-stream`.
#pragma once

#include "host/aws/value.hpp"

#include <string>

namespace hmacsweep::aws {

/// An array or an object as a block of YAML, with a newline at its end: members sorted, lines of text folded at 80
/// columns, and a part that the value has twice written once, behind an anchor.
[[nodiscard]] std::string yaml_block(const Value& value, Budget& budget);

}    // namespace hmacsweep::aws
