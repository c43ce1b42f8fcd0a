// JSON documents of which each has its records in an array.
#pragma once

#include "host/format/format.hpp"

namespace hmacsweep::format::formats {

/// The format of a shape of JSON that has Shape::records.
[[nodiscard]] const Format& json_envelopes(const Shape& shape);

}    // namespace hmacsweep::format::formats
