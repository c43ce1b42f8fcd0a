// The outcome of a table as Arrow: a verdict for each row, the rows that are not valid, the MACs that were made.
#pragma once

#include "host/columns/arrow_export.hpp"
#include "host/columns/column_judge.hpp"

#include <memory>

namespace hmacsweep::columns {

using SharedOutcome = std::shared_ptr<const ColumnOutcome>;

/// For each row `valid`, or the code of why it is not: a dictionary of texts, whose indices are those of Verdict.
[[nodiscard]] std::shared_ptr<const ExportedArray> verdict_array(const SharedOutcome& outcome);

/// A table of the rows that are not valid: `row` (from 0), `id`, `key`, `class`, `code` and `text`. An id or a key that
/// is not known is null.
[[nodiscard]] std::shared_ptr<const ExportedArray> failure_table(const SharedOutcome& outcome);

/// For each row its MAC; null for a row that has none.
[[nodiscard]] std::shared_ptr<const ExportedArray> mac_array(const SharedOutcome& outcome);

}    // namespace hmacsweep::columns
