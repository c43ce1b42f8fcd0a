// One call of the Python package: a table judged, with its summary and status.
#pragma once

#include "host/columns/column_judge.hpp"
#include "host/python/key_ring.hpp"
#include "host/report/ending.hpp"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hmacsweep::python {

struct TableRequest {
    columns::ColumnRequest columns;
    rules::RunOptions options;    ///< without the shape
    report::Expectations expectations;
    std::vector<std::pair<std::string, std::string>> arguments;    ///< for the summary: as the caller gave them
};

struct TableResult {
    std::shared_ptr<const columns::ColumnOutcome> outcome;
    std::string summary;                 ///< JSON, of the schema of `verify --summary`
    int status = 0;                      ///< the exit status that `verify` would have
    std::vector<std::string> reasons;    ///< for a status other than 0
};

/// Judges a table. Errors and exceptions as of columns::judge_columns().
[[nodiscard]] Result<TableResult> judge_table(KeyRing& keys, const std::shared_ptr<Engine>& engine,
                                              ArrowArrayStream& stream, const TableRequest& request,
                                              const std::function<bool()>& is_wanted);

}    // namespace hmacsweep::python
