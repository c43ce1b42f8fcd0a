// The steps that Thrust does, under any execution policy: the Schedule, the tally and the scans of the record index. On
// a GPU the policy names a stream and the memory of a slot. The tests run the same calls on the CPP system of Thrust.
#pragma once

#include "cuda/core/record_index.hpp"
#include "cuda/core/steps.hpp"

#include <thrust/functional.h>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/scan.h>
#include <thrust/sort.h>
#include <thrust/transform_scan.h>

namespace hmacsweep::gpu {

/// Sorts `keys` ascending and permutes `order` in the same way. Equal keys stay in their order. Thrust uses the radix
/// sort of CUB for numbers, over all bits of the keys.
template <class Policy>
void sort_order(const Policy& policy, std::uint16_t* keys, std::uint32_t* order, std::size_t count) {
    thrust::stable_sort_by_key(policy, keys, keys + count, order);
}

/// Adds up the verdicts: the last number of `running` is the tally. This is a scan and not a reduction, because a
/// reduction of Thrust returns its result and so waits for it.
template <class Policy>
void tally_verdicts(const Policy& policy, const core::Verdict* verdicts, std::size_t count, std::uint64_t* running) {
    thrust::transform_inclusive_scan(policy, verdicts, verdicts + count, running, core::CountVerdict{},
                                     thrust::plus<std::uint64_t>{});
}

/// Joins the pieces of a text: piece i becomes the sum of all pieces up to piece i.
template <class Policy>
void join_pieces(const Policy& policy, core::PieceLines* pieces, std::size_t count) {
    thrust::inclusive_scan(policy, pieces, pieces + count, pieces, core::JoinPieces{});
}

/// Writes for each place for a line how many records the lines up to it have.
template <class Policy>
void count_records(const Policy& policy, const core::FoundLines& lines, std::uint32_t* running,
                   std::size_t num_places) {
    const thrust::counting_iterator<std::size_t> first(0);
    thrust::transform_inclusive_scan(policy, first, first + static_cast<std::ptrdiff_t>(num_places), running,
                                     core::CountRecord{lines}, thrust::plus<std::uint32_t>{});
}

}    // namespace hmacsweep::gpu
