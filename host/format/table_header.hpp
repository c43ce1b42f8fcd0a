// Where the fields of a table are: from its header, or from the numbers that stand in for one.
#pragma once

#include "host/base/bytes.hpp"
#include "host/base/result.hpp"
#include "host/format/shape.hpp"

namespace hmacsweep::format {

/// The shape with the columns that the header names. It is an error, in words that fit after the source's name, when a
/// column that is needed is missing, or when one that is a field's stands there twice.
[[nodiscard]] Result<Shape> find_columns(Shape shape, Bytes header);

/// The shape with the columns whose numbers stand in its names; what was not mapped is not there.
[[nodiscard]] Result<Shape> number_columns(Shape shape);

/// The table whose header the line is, with all columns that are needed; JsonLines when it is none. The shape is that
/// of a run, with the format Auto.
[[nodiscard]] InputFormat sniff_format(const Shape& shape, Bytes line);

}    // namespace hmacsweep::format
