// Rates of whole backends over packed batches in host memory, and of the kernels alone; every timed call's verdicts are
// counted afterwards.
#pragma once

#include "bench/workload.hpp"
#include "host/backend/backend.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hmacsweep::bench {

/// Seconds of each sample, and what one sample did.
struct Rate {
    std::vector<double> seconds;
    double records = 0;
    double bytes = 0;     ///< of messages
    double blocks = 0;    ///< compressions

    [[nodiscard]] double median() const;
    /// (third quartile - first) / median.
    [[nodiscard]] double spread() const;
    [[nodiscard]] double per_second(double amount) const { return amount / median(); }
};

struct Effort {
    std::size_t min_samples = 10;
    double seconds = 2;    ///< sampling ends after this long, once there are three samples
};

/// `threads` threads, each with a workload of its own, call verify() at once; a sample is all of them. Throws when a
/// verdict is not what it must be.
[[nodiscard]] Rate backend_rate(Backend& backend, std::span<const Workload> workloads, const Effort& effort);

/// The judging kernel alone, on data in device memory, timed by CUDA events; nothing where this build has no GPU code.
/// Throws when a verdict is not what it must be, and what CUDA says when it fails.
[[nodiscard]] std::optional<Rate> kernel_rate(const Workload& workload, const KeyTable& keys, const Effort& effort);

/// The GPU's driver and clocks, for the record: name and value. Empty where this build has no GPU code.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> gpu_facts();

}    // namespace hmacsweep::bench
