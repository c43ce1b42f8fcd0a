// One call of the Python package: a table judged, with its summary and status.
#pragma once

#include "host/columns/column_judge.hpp"
#include "host/python/key_ring.hpp"
#include "host/report/ending.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hmacsweep::python {

struct TableRequest {
    columns::ColumnRequest columns;
    rules::RunOptions options;    ///< without the shape
    report::Expectations expectations;
    std::vector<std::pair<std::string, std::string>> arguments;    ///< for the summary: as the caller gave them
    std::optional<report::Part> part{};                            ///< where the table is one of several
};

struct TableResult {
    std::shared_ptr<const columns::ColumnOutcome> outcome;
    int status = 0;                      ///< the exit status that `verify` would have
    std::vector<std::string> reasons;    ///< for a status other than 0
    // For the summary:
    std::shared_ptr<const Engine> engine;
    report::Expectations expectations;
    std::vector<std::pair<std::string, std::string>> arguments;
    std::chrono::system_clock::time_point started;
    double seconds = 0;
};

/// Judges a table. Errors and exceptions as of columns::judge_columns().
[[nodiscard]] Result<TableResult> judge_table(KeyRing& keys, const std::shared_ptr<Engine>& engine,
                                              ArrowArrayStream& stream, const TableRequest& request,
                                              const std::function<bool()>& is_wanted);

/// The summary of a result, in the JSON of `verify --summary`. It is made when it is asked for: in a call over few rows
/// it would take a good part of the time.
[[nodiscard]] std::string summary_of(const KeyRing& keys, const TableResult& result);

}    // namespace hmacsweep::python
