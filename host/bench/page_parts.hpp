// What the sections of the benchmark's page share.
#pragma once

#include "host/bench/comparison.hpp"

#include <string>
#include <string_view>

namespace hmacsweep::bench {

/// A backend and an algorithm: `simd SHA_256`.
[[nodiscard]] std::string subject_of(std::string_view backend, Algorithm algorithm);

/// A figure of an SVG; empty without one.
[[nodiscard]] std::string figure(std::string_view caption, const std::string& svg);

/// The speed-up against the number of records in a batch.
[[nodiscard]] std::string batches_section(const ComparisonReport& report);

}    // namespace hmacsweep::bench
