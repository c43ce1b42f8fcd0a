// Adds up the summaries of parts.
#pragma once

#include "host/report/merge.hpp"

#include <vector>

namespace hmacsweep::report {

/// The sum of the parts' summaries, which are in the order of their numbers, one of each part, with the settings of
/// each alike. Without status, reasons, `merged` and options.
[[nodiscard]] Summary sum_of(const std::vector<Attempt>& parts);

/// Every reason why a run over all records would not have ended with status 0. `summary`: sum_of(parts).
[[nodiscard]] std::vector<EndReason> reasons_of(const Summary& summary, const std::vector<Attempt>& parts,
                                                const Expectations& expectations);

}    // namespace hmacsweep::report
