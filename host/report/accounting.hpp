// Checks the counts of a run: no record was lost or counted twice between the slabs and the results. Every run does
// this check, and a wrong count makes the run fail.
#pragma once

#include "host/report/report.hpp"
#include "host/rules/run_options.hpp"

#include <cstdint>
#include <string>

namespace hmacsweep::report {

/// The first counts of a finished run that contradict each other, as a clause; empty when all counts agree. A run that
/// was broken off, or whose results or rejects could not be written, is only checked for Report::adds_up().
/// `num_framed`: the number of records in all slabs, counted before any record was judged.
[[nodiscard]] std::string accounting_fault(const Report& report, const rules::RunOptions& options,
                                           std::uint64_t num_framed);

}    // namespace hmacsweep::report
