// What Thrust does for us, under any execution policy: the Schedule, the tally and the scans of the record index. On a
// GPU the policy names a stream and a slot's own memory; the tests run the very same calls on Thrust's CPP system.
#pragma once

#include "cuda/core/record_index.hpp"
#include "cuda/core/steps.hpp"

#include <thrust/functional.h>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/scan.h>
#include <thrust/sort.h>
#include <thrust/transform_scan.h>

namespace hmacsweep::gpu {

/// Puts `order` in the order of `keys`, ascending; equal keys stay in input order. Both are permuted. Thrust sorts
/// numbers by CUB's radix sort, as many bits as the keys have.
template <class Policy>
void sort_order(const Policy& policy, std::uint16_t* keys, std::uint32_t* order, std::size_t count) {
    thrust::stable_sort_by_key(policy, keys, keys + count, order);
}

/// Adds the verdicts up: the last of `running` is the tally. A scan and not a reduction, because Thrust's reductions
/// return their result, and so wait for it.
template <class Policy>
void tally_verdicts(const Policy& policy, const core::Verdict* verdicts, std::size_t count, std::uint64_t* running) {
    thrust::transform_inclusive_scan(policy, verdicts, verdicts + count, running, core::CountVerdict{},
                                     thrust::plus<std::uint64_t>{});
}

/// Joins the pieces of a text: each becomes what stands in the text up to its end.
template <class Policy>
void join_pieces(const Policy& policy, core::PieceLines* pieces, std::size_t count) {
    thrust::inclusive_scan(policy, pieces, pieces + count, pieces, core::JoinPieces{});
}

/// Adds up which lines are records, over all places for lines.
template <class Policy>
void count_records(const Policy& policy, const core::FoundLines& lines, std::uint32_t* running,
                   std::size_t num_places) {
    const thrust::counting_iterator<std::size_t> first(0);
    thrust::transform_inclusive_scan(policy, first, first + static_cast<std::ptrdiff_t>(num_places), running,
                                     core::CountRecord{lines}, thrust::plus<std::uint32_t>{});
}

}    // namespace hmacsweep::gpu
