// Values as the AWS CLI prints them with `--output yaml` and `yaml-stream`.
#pragma once

#include "host/aws/value.hpp"

#include <string>

namespace hmacsweep::aws {

/// An array or an object as a block of YAML, with a newline at its end. Members are sorted by name, and texts are
/// folded at 80 columns. An array or object that the value shares is written once, with an anchor, and then as an
/// alias. `value` must not have a Binary in it. Throws Failure when the budget is used up.
[[nodiscard]] std::string yaml_block(const Value& value, Budget& budget);

}    // namespace hmacsweep::aws
