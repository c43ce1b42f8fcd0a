// The columns of a table's fields: from the header line, or from column numbers.
#pragma once

#include "host/base/bytes.hpp"
#include "host/base/result.hpp"
#include "host/format/shape.hpp"

namespace hmacsweep::format {

/// The shape with the columns that the header line names. An error if a needed column is missing or a field's name is
/// there twice. The error's text follows the source's name in a sentence.
[[nodiscard]] Result<Shape> find_columns(Shape shape, Bytes header);

/// The shape with the columns whose numbers are in its names. Fields that the user did not map have no column. An error
/// for a name that is no number, a column with two fields, or a needed field without a number.
[[nodiscard]] Result<Shape> number_columns(Shape shape);

/// Sets the column of one more field of a source whose shape is complete: by the header's names, or by the number that
/// is the field's name. no_column if there is no such column, or two.
void find_column(const Shape& shape, FieldPlace& place);

/// Csv or Tsv if `line` is the header of such a table with all needed columns; else JsonLines. `shape` is the run's,
/// with the format Auto.
[[nodiscard]] InputFormat sniff_format(const Shape& shape, Bytes line);

}    // namespace hmacsweep::format
