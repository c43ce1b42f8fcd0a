// What is told, once a run, where tables turn out to be in a dialect that they were not read in.
#pragma once

#include "host/report/report.hpp"

#include <string>

namespace hmacsweep::report {

/// A line for each sign of another dialect, with what helps; empty when there is none.
[[nodiscard]] std::string dialect_hints(const Report& report);

}    // namespace hmacsweep::report
