// A slab on its way through a run.
#pragma once

#include "host/base/order_free_sum.hpp"
#include "host/input/leaf_digests.hpp"
#include "host/input/read_order.hpp"
#include "host/input/slab.hpp"
#include "host/judge/slab_result.hpp"
#include "host/judge/value_reader.hpp"
#include "host/report/rejects.hpp"

#include <cstdint>
#include <memory_resource>
#include <string>
#include <vector>

namespace hmacsweep::run {

/// A slab and everything that is made of it. One thread at a time has a job. A run has few jobs and reuses them, which
/// bounds its memory.
struct Job {
    /// The slab's memory comes from `slab_memory`, which must outlive the job.
    explicit Job(std::pmr::memory_resource* slab_memory) : slab{.buffer = input::SlabBuffer(slab_memory)} {}

    input::Slab slab;
    input::SlabRest rest;
    input::LeafWork leaves;
    judge::SlabResult result;
    std::vector<judge::CheckValues> values;    ///< for each of RunOptions::value_checks
    input::SlabPlace place;
    std::uint64_t num_blank_lines = 0;
    OrderFreeSum records_sum;    ///< where the run sums up its records
    std::string lines;           ///< the result lines
    std::uint64_t num_lines = 0;
    std::string refusal;    ///< why its records cannot be written, as a sentence without its end; empty: they can
    std::string rejects;    ///< the bytes of the records that are not valid
    report::RejectCounts num_rejects;
    double read_seconds = 0;    ///< where the run is timed
};

}    // namespace hmacsweep::run
