// Judges the rows of an Arrow table. The rows become slabs, and SlabJudge judges these as it judges the slabs of files.
// So key look-up, key states, limits, backends and the cross-check are those of `hmacsweep verify`.
#pragma once

#include "host/backend/registry.hpp"
#include "host/base/result.hpp"
#include "host/base/stop_flag.hpp"
#include "host/columns/column_plan.hpp"
#include "host/keys/key_table.hpp"
#include "host/report/report.hpp"
#include "host/rules/run_options.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace hmacsweep::columns {

/// A row that is not valid.
struct RowFailure {
    std::uint64_t row = 0;    ///< from 0
    Verdict verdict = Verdict::NotJudged;
    std::string id;        ///< UTF-8; empty: the row has none, or one that is not UTF-8
    std::string key;       ///< the key's name in results; for an unknown key, what the row says
    std::string reason;    ///< why the row is not valid, for a person
};

/// What judge_columns() found.
struct ColumnOutcome {
    rules::RunOptions options;           ///< those that the rows were judged by
    report::Report report;               ///< its one source is the table
    std::vector<Verdict> verdicts;       ///< one for each judged row; after an early end: of the first rows
    std::vector<RowFailure> failures;    ///< the judged rows that are not valid, ascending
    // Of generate:
    std::vector<std::uint8_t> macs;           ///< the MACs of all rows, concatenated; a row that is not valid has none
    std::vector<std::int64_t> mac_offsets;    ///< where each row's MAC begins in `macs`; then the size of `macs`
};

/// What a table is judged with. All must outlive the call.
struct ColumnSetup {
    const keys::KeyTable& table;
    backend::Backend& backend;
    const backend::BackendInfo& info;
};

/// Judges every row of a table. `options.threads` threads do so, and one of them is the caller's. The shape, the
/// results and the longest record in `options` are replaced. The caller's thread calls `is_wanted` often; once it
/// returns false, the call ends early with Report::signal set. The caller keeps the stream and must release it.
///
/// Errors: the table does not have the columns of the request, the table is damaged, or a candidate key cannot be used.
/// Then no row has a verdict. A backend that failed, disagreements with the checker, and counts that do not add up are
/// in the report. Throws std::bad_alloc, and std::system_error if a thread cannot be started.
[[nodiscard]] Result<ColumnOutcome> judge_columns(ArrowArrayStream& stream, const ColumnRequest& request,
                                                  rules::RunOptions options, const ColumnSetup& setup,
                                                  const std::function<bool()>& is_wanted = {});

}    // namespace hmacsweep::columns
