// Parses numbers as Python's int() and float() do.
#pragma once

#include "host/aws/value.hpp"

#include <string_view>

namespace hmacsweep::aws::jmespath {

/// The text as an integer, else as a double, else null. Accepts blanks around the number, single underscores between
/// digits, `inf` and `nan`. An integer beyond 64 bits becomes the nearest double.
[[nodiscard]] Value python_number(std::string_view text);

}    // namespace hmacsweep::aws::jmespath
