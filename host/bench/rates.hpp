// Rates of whole backends over packed batches in host memory; the verdicts of every timed call are counted afterwards.
#pragma once

#include "host/backend/backend.hpp"
#include "host/bench/workload.hpp"

#include <functional>
#include <span>
#include <vector>

namespace hmacsweep::bench {

/// Seconds of each sample, and what one sample did.
struct Rate {
    std::vector<double> seconds;
    double records = 0;
    double bytes = 0;
    double blocks = 0;    ///< compressions, where that is known

    [[nodiscard]] double median() const;
    /// (third quartile - first) / median.
    [[nodiscard]] double spread() const;
    [[nodiscard]] double per_second(double amount) const { return amount / median(); }
};

/// Sampling ends after so many samples, or once there are three and so many seconds are over.
struct Effort {
    std::size_t max_samples = 10;
    double seconds = 2;
};

/// What a timed run gave is not what it must be.
class WrongVerdicts : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};
/// Throws WrongVerdicts unless `num_wrong` of the verdicts are Invalid and all others Valid.
void require_verdicts(std::span<const Verdict> verdicts, std::uint64_t num_wrong);

/// Adds to the rate's seconds what `sample` returns, as often as the effort says.
void take_samples(Rate& rate, const Effort& effort, const std::function<double()>& sample);

/// One thread for each workload calls verify() on it, all at once; a sample is all of them. Putting the batch in
/// Schedule order, where the backend wants it in one, is part of it. Bytes are those of messages. Throws WrongVerdicts,
/// and what the backend throws.
[[nodiscard]] Rate backend_rate(backend::Backend& backend, std::span<Workload> workloads, const Effort& effort);

}    // namespace hmacsweep::bench
