// Remarks on the keys that a run used.
#pragma once

#include "host/report/report.hpp"
#include "host/rules/run_options.hpp"

#include <string>
#include <vector>

namespace hmacsweep::report {

/// Sentences without a full stop about keys that records named: keys shorter than RFC 7518 allows, and keys whose ID is
/// no number and so cannot be compared with the ID in a MAC's prefix. Empty when there is nothing to remark.
[[nodiscard]] std::vector<std::string> key_remarks(const Report& report, const rules::RunOptions& options,
                                                   const keys::KeyStore& keys);

}    // namespace hmacsweep::report
