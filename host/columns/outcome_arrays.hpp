// The outcome of a table as Arrow: a verdict for each row, the rows that are not valid, the MACs that were made.
#pragma once

#include "host/columns/arrow_export.hpp"
#include "host/columns/column_judge.hpp"

#include <memory>

namespace hmacsweep::columns {

using SharedOutcome = std::shared_ptr<const ColumnOutcome>;

// The arrays share the ownership of the outcome.

/// An array with one text for each row: `valid`, `not judged`, or the code of the error. Its type is a dictionary, and
/// the index of a text is the number of its Verdict.
[[nodiscard]] std::shared_ptr<const ExportedArray> verdict_array(const SharedOutcome& outcome);

/// A table with one row for each row that is not valid. Its columns are `row` (from 0), `id`, `key`, `class`, `code`
/// and `text`. An id or a key that is not known is null.
[[nodiscard]] std::shared_ptr<const ExportedArray> failure_table(const SharedOutcome& outcome);

/// Of generate: an array with the MAC of each row; null for a row that is not valid.
[[nodiscard]] std::shared_ptr<const ExportedArray> mac_array(const SharedOutcome& outcome);

}    // namespace hmacsweep::columns
