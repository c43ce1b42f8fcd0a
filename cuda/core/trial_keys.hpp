// Candidate keys as a device sees them: for records that name no key, which are tried, and in which order.
#pragma once

#include "cuda/core/algorithm.hpp"
#include "cuda/core/name_table.hpp"

namespace hmacsweep::core {

/// Of each algorithm, the schedules to try. A key's place in such a list is its rank.
struct TrialKeys {
    const std::uint32_t* schedules[num_algorithms];
    std::uint32_t counts[num_algorithms];    ///< 0: a record that names no key is the Reader's
};

/// What a record has that no key fits.
inline constexpr std::uint32_t no_rank = 0xffffffffU;

}    // namespace hmacsweep::core
