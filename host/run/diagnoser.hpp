// Finds out during a run why a key has no valid record.
#pragma once

#include "host/diagnosis/failure_sampler.hpp"
#include "host/run/observer.hpp"

#include <vector>

namespace hmacsweep::run {

/// Samples failing records and diagnoses their keys. Adds each diagnosis to `found` and calls the observer. Stops
/// once a further diagnosis would say nothing new, or where memory is short: a run needs its memory for verdicts.
class Diagnoser {
public:
    /// All must outlive the object.
    Diagnoser(const rules::RunOptions& options, const keys::KeyStore& keys, const Observer& observer);

    /// Samples the next judged slab, in input order, and diagnoses each key that has enough records by now.
    void add(const input::Slab& slab, const judge::SlabResult& result, std::vector<diagnosis::Diagnosis>& found);
    /// Diagnoses all other keys that have samples, after the last slab.
    void finish(std::vector<diagnosis::Diagnosis>& found);

private:
    void diagnose(const std::vector<diagnosis::SampleGroup>& groups, std::vector<diagnosis::Diagnosis>& found) const;
    void give_up();

    const rules::RunOptions& options_;
    const keys::KeyStore& keys_;
    const Observer& observer_;
    bool is_possible_;    ///< false also once memory was short
    diagnosis::FailureSampler sampler_;
};

}    // namespace hmacsweep::run
