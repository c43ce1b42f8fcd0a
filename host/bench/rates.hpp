// Rates of backends over packed batches in host memory. The verdicts of every timed call are checked.
#pragma once

#include "host/backend/backend.hpp"
#include "host/bench/workload.hpp"

#include <functional>
#include <span>
#include <vector>

namespace hmacsweep::bench {

/// The time of each sample, and the work of one sample. The functions need at least one sample.
struct Rate {
    std::vector<double> seconds;    ///< of each sample
    double records = 0;
    double bytes = 0;
    double blocks = 0;    ///< compressions; 0 when not known

    /// The median of `seconds`.
    [[nodiscard]] double median() const;
    /// (third quartile - first quartile) / median.
    [[nodiscard]] double spread() const;
    /// `amount` is the work of one sample: records, bytes or blocks.
    [[nodiscard]] double per_second(double amount) const { return amount / median(); }
};

/// Sampling ends after max_samples, or when at least three samples took `seconds` in all.
struct Effort {
    std::size_t max_samples = 10;
    double seconds = 2;
};

/// The results of a timed run are wrong.
class WrongVerdicts : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};
/// Throws WrongVerdicts unless `num_wrong` of the verdicts are Invalid and all others Valid.
void require_verdicts(std::span<const Verdict> verdicts, std::uint64_t num_wrong);

/// Calls `sample`, which returns the seconds of one sample, as often as the effort says, and appends to rate.seconds.
void take_samples(Rate& rate, const Effort& effort, const std::function<double()>& sample);

/// The rate of verify() with one thread for each workload, all at the same time. The time includes putting the batches
/// in Schedule order, unless the backend does that itself. Rate::bytes counts the bytes of messages. Throws
/// WrongVerdicts, and what the backend throws.
[[nodiscard]] Rate backend_rate(backend::Backend& backend, std::span<Workload> workloads, const Effort& effort);

}    // namespace hmacsweep::bench
