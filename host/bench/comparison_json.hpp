// A comparison as JSON: every sample, and the machine and program it was measured with.
#pragma once

#include "host/bench/comparison.hpp"

#include <string>
#include <string_view>

namespace hmacsweep::bench {

/// `256`, or `1..4096` for mixed lengths.
[[nodiscard]] std::string length_text(std::size_t message_bytes);

/// One JSON object, indented, with a final newline. Its member `schema` is the version of the JSON. `commit` is the one
/// that the program was built from.
[[nodiscard]] std::string comparison_json(const ComparisonReport& report, const ComparisonOptions& options,
                                          std::string_view commit);

}    // namespace hmacsweep::bench
