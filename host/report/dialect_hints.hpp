// What is told, once a run, where tables turn out to be in a dialect that they were not read in, and where MACs turn
// out to be those of an algorithm that is not verified.
#pragma once

#include "host/report/report.hpp"

#include <string>

namespace hmacsweep::report {

/// A line for each sign of another dialect, with what helps; empty when there is none.
[[nodiscard]] std::string dialect_hints(const Report& report);
/// A line for each HMAC whose length MACs have that are wrong by their length.
[[nodiscard]] std::string foreign_length_hints(const Figures& figures);

}    // namespace hmacsweep::report
