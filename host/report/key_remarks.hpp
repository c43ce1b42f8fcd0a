// Remarks on the keys that a run used.
#pragma once

#include "host/report/report.hpp"
#include "host/rules/run_options.hpp"

#include <string>
#include <vector>

namespace hmacsweep::report {

/// Sentences without a full stop: keys shorter than JSON Web Algorithms allow, keys whose ID cannot be compared with
/// that in the MACs' prefix.
[[nodiscard]] std::vector<std::string> key_remarks(const Report& report, const rules::RunOptions& options,
                                                   const keys::KeyStore& keys);

}    // namespace hmacsweep::report
