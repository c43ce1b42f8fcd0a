// A table of Arrow to verdicts: rows become slabs, and SlabJudge decides about them, as it does about the slabs of
// files. So key look-up, key states, limits, backends and the cross-check are those of `hmacsweep verify`.
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
    std::string id;     ///< UTF-8; empty: the row has none
    std::string key;    ///< the key's name in results; for an unknown key, what the row says
    std::string reason;
};

struct ColumnOutcome {
    rules::RunOptions options;           ///< with the shape of the rows
    report::Report report;               ///< its one source is the table
    std::vector<Verdict> verdicts;       ///< one for each row
    std::vector<RowFailure> failures;    ///< ascending
    // Of generate:
    std::vector<std::uint8_t> macs;           ///< one behind the other; a row that is not valid has none
    std::vector<std::int64_t> mac_offsets;    ///< one for each row, and the end
};

/// What a table is judged with. All must outlive the call.
struct ColumnSetup {
    const keys::KeyTable& table;
    backend::Backend& backend;
    const backend::BackendInfo& info;
};

/// Judges every row of a table by `options.threads` threads, of which the caller's is one. The shape in `options` is
/// replaced. `is_wanted` is called often by the caller's thread; false ends the call with Report::signal set.
///
/// An error where the table cannot be read: its columns are not as the request says, or it is damaged; then nothing is
/// known of any row. A backend that failed, disagreements with the checker, and counts that do not add up are in the
/// report. Throws std::bad_alloc, and std::system_error where a thread cannot be started.
[[nodiscard]] Result<ColumnOutcome> judge_columns(ArrowArrayStream& stream, const ColumnRequest& request,
                                                  rules::RunOptions options, const ColumnSetup& setup,
                                                  const std::function<bool()>& is_wanted = {});

}    // namespace hmacsweep::columns
