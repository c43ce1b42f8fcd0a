// Numbers from text, as Python's int() and float() read them.
#pragma once

#include "host/aws/value.hpp"

#include <string_view>

namespace hmacsweep::aws::jmespath {

/// An integer, else a number of another kind, else null: with blanks around it, an underscore between digits, `inf` and
/// `nan`. An integer beyond 64 bits becomes the nearest double.
[[nodiscard]] Value python_number(std::string_view text);

}    // namespace hmacsweep::aws::jmespath
