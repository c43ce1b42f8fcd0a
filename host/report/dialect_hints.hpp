// Hints, once a run, when the input shows another table dialect than it was read in, a header line that was read as a
// record, messages in another encoding, or MACs of an algorithm that hmacsweep does not verify.
#pragma once

#include "host/report/report.hpp"

#include <string>

namespace hmacsweep::report {

/// One line for each sign of another dialect, with the option that helps; empty when there is no sign.
[[nodiscard]] std::string dialect_hints(const Report& report);
/// The last lines about a run: for header lines among the records, and, of `generate`, for messages most of which could
/// not be decoded. Empty when there is nothing to tell.
[[nodiscard]] std::string last_hints(const Report& report, const rules::RunOptions& options);
/// One line for each of rules::foreign_macs that has the length of MACs in this run; empty when no MAC has such a
/// length.
[[nodiscard]] std::string foreign_length_hints(const Figures& figures);

}    // namespace hmacsweep::report
