// Candidate keys as a device sees them: the keys to try for records that name no key, in the order of preference.
#pragma once

#include "cuda/core/algorithm.hpp"
#include "cuda/core/name_table.hpp"

namespace hmacsweep::core {

/// For each algorithm, the schedules to try. The rank of a key is its index in this list.
struct TrialKeys {
    const std::uint32_t* schedules[num_algorithms];
    std::uint32_t counts[num_algorithms];    ///< 0: the Reader takes records of this algorithm that name no key
};

/// The rank of a record that no key fits.
inline constexpr std::uint32_t no_rank = 0xffffffffU;

}    // namespace hmacsweep::core
