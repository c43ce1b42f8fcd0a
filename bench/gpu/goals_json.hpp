// Measured goals as a table to read and as JSON to keep.
#pragma once

#include "bench/gpu/goals.hpp"

#include <string>

#include <nlohmann/json.hpp>

namespace hmacsweep::bench {

/// `limits`, `goals` by their ids, and `variants`.
void add_goals(const GoalsReport& report, nlohmann::ordered_json& json);

/// One line a goal: the ratio of its worst row, the marks, and what bounds it.
[[nodiscard]] std::string goals_table(const GoalsReport& report);

}    // namespace hmacsweep::bench
