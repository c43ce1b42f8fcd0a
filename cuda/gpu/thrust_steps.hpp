// What Thrust does for us, under any execution policy: the Schedule and the tally. On a GPU the policy names a stream
// and a slot's own memory; the tests run the very same calls on Thrust's CPP system.
#pragma once

#include "cuda/core/steps.hpp"

#include <thrust/functional.h>
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

}    // namespace hmacsweep::gpu
