// In a build without GPU code there is nothing to time.
#include "bench/gpu/goals.hpp"

namespace hmacsweep::bench {

std::optional<Rate> kernel_rate(const Workload& /*workload*/, const KeyTable& /*keys*/, const Effort& /*effort*/) {
    return std::nullopt;
}

std::vector<std::pair<std::string, std::string>> gpu_facts() {
    return {};
}

std::optional<GoalsReport> measure_goals(const GoalsOptions& /*options*/, const Say& /*say*/,
                                         const KeepGoals& /*keep*/) {
    return std::nullopt;
}

}    // namespace hmacsweep::bench
