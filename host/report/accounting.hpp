// The accounts of a run: that no record was lost or counted twice on its way from the slabs to the results. The run
// checks them by itself; what is wrong with them makes it fail.
#pragma once

#include "host/report/report.hpp"
#include "host/rules/run_options.hpp"

#include <cstdint>
#include <string>

namespace hmacsweep::report {

/// Which counts of a finished run contradict each other, in words; empty when none do. Of a run that was broken off, or
/// whose results could not be written, only those that must hold even then. `num_framed`: the records of all slabs, as
/// they were counted before any was judged.
[[nodiscard]] std::string accounting_fault(const Report& report, const rules::RunOptions& options,
                                           std::uint64_t num_framed);

}    // namespace hmacsweep::report
