// In a build without GPU code there is no kernel to time.
#include "bench/kernel_rates.hpp"

namespace hmacsweep::bench {

std::optional<Rate> kernel_rate(const Workload& /*workload*/, const KeyTable& /*keys*/, const Effort& /*effort*/) {
    return std::nullopt;
}

std::vector<std::pair<std::string, std::string>> gpu_facts() {
    return {};
}

}    // namespace hmacsweep::bench
