// Values as the AWS CLI prints them with `--output text`.
#pragma once

#include "host/aws/value.hpp"

#include <string>

namespace hmacsweep::aws {

/// Lines of values separated by tabs, members in the order of their names; what nests stands below, behind its name in
/// capitals. Throws Failure for an array of objects and other things, which the format cannot show.
[[nodiscard]] std::string text_lines(const Value& value, Budget& budget);

}    // namespace hmacsweep::aws
