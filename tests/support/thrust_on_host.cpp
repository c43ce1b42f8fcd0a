#include "tests/support/thrust_on_host.hpp"

#if HMACSWEEP_HAS_THRUST
#include "cuda/gpu/thrust_steps.hpp"

#include <thrust/system/cpp/execution_policy.h>
#else
#include <algorithm>
#include <numeric>
#include <vector>
#endif

namespace hmacsweep::tests {

#if HMACSWEEP_HAS_THRUST

bool runs_thrust() {
    return true;
}

void sort_on_host(const gpu::OrderStep& step) {
    gpu::sort_order(thrust::cpp::par, step.keys, step.order, step.num_items);
}

void tally_on_host(const gpu::TallyStep& step) {
    gpu::tally_verdicts(thrust::cpp::par, step.verdicts, step.num_items, step.running);
}

void join_on_host(const gpu::FrameStep& step) {
    gpu::join_pieces(thrust::cpp::par, step.pieces, step.num_pieces());
}

void count_on_host(const gpu::FrameStep& step) {
    gpu::count_records(thrust::cpp::par, step.lines(), step.running, step.num_places);
}

#else

bool runs_thrust() {
    return false;
}

void sort_on_host(const gpu::OrderStep& step) {
    std::vector<std::uint64_t> pairs(step.num_items);
    for (std::size_t i = 0; i < step.num_items; ++i) {
        pairs[i] = (std::uint64_t{step.keys[i]} << 32) | step.order[i];
    }
    // By key, then by the order before, which starts ascending: that makes it stable.
    std::sort(pairs.begin(), pairs.end());
    for (std::size_t i = 0; i < step.num_items; ++i) {
        step.keys[i] = static_cast<std::uint16_t>(pairs[i] >> 32);
        step.order[i] = static_cast<std::uint32_t>(pairs[i]);
    }
}

void tally_on_host(const gpu::TallyStep& step) {
    std::transform_inclusive_scan(step.verdicts, step.verdicts + step.num_items, step.running, std::plus<>{},
                                  core::CountVerdict{});
}

void join_on_host(const gpu::FrameStep& step) {
    std::inclusive_scan(step.pieces, step.pieces + step.num_pieces(), step.pieces, core::JoinPieces{});
}

void count_on_host(const gpu::FrameStep& step) {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < step.num_places; ++i) {
        step.running[i] = sum += core::CountRecord{step.lines()}(i);
    }
}

#endif

}    // namespace hmacsweep::tests
