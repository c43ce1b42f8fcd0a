// Rates of the kernels alone, by CUDA's own clock.
#pragma once

#include "host/bench/rates.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hmacsweep::bench {

/// The judging kernel alone, on data in device memory, timed by CUDA events; nothing where this build has no GPU code.
/// Throws WrongVerdicts, and what CUDA says when it fails.
[[nodiscard]] std::optional<Rate> kernel_rate(const Workload& workload, const KeyTable& keys, const Effort& effort);

/// The GPU's driver and clocks, for the record: name and value. Empty where this build has no GPU code.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> gpu_facts();

}    // namespace hmacsweep::bench
