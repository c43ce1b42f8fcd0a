// A comparison as a page for people: curves, bars and samples, each with its numbers in a table, and the JSON within.
#pragma once

#include "host/bench/comparison.hpp"

#include <string>
#include <string_view>

namespace hmacsweep::bench {

/// One HTML document. `command` is the command line in words.
[[nodiscard]] std::string comparison_html(const ComparisonReport& report, const ComparisonOptions& options,
                                          std::string_view commit, const std::string& command);

}    // namespace hmacsweep::bench
