// Values as the AWS CLI prints them with `--output text`.
#pragma once

#include "host/aws/value.hpp"

#include <string>

namespace hmacsweep::aws {

/// Lines of values separated by tabs. Members are in the order of their names. Nested values are on lines below, each
/// behind the value's name in capitals. Throws Failure for an array of objects and other values, which the format
/// cannot show.
[[nodiscard]] std::string text_lines(const Value& value, Budget& budget);

}    // namespace hmacsweep::aws
