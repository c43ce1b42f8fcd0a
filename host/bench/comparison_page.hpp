// A comparison as an HTML page: charts of rates, stages and samples, tables of their numbers, and the comparison's JSON
// embedded.
#pragma once

#include "host/bench/comparison.hpp"

#include <string>
#include <string_view>

namespace hmacsweep::bench {

/// One HTML document. `commit` is the one that the program was built from. `command` (raw) is the command line.
[[nodiscard]] std::string comparison_html(const ComparisonReport& report, const ComparisonOptions& options,
                                          std::string_view commit, const std::string& command);

}    // namespace hmacsweep::bench
