// Records with known answers that ride in every batch: per hash family one whose MAC is right and one whose MAC is
// forged. A GPU that skips a kernel, or hands back what an earlier batch left, answers at least one of them wrong.
#pragma once

#include "cuda/core/batch.hpp"

#include <cstddef>
#include <cstdint>

namespace hmacsweep::gpu {

/// The key of all canaries, which is no secret.
inline constexpr std::uint8_t canary_key[] = {'h', 'm', 'a', 'c', 's', 'w', 'e', 'e',
                                              'p', ' ', 'c', 'a', 'n', 'a', 'r', 'y'};

/// One canary: its message, as long as one block and its padding allow, and the MAC to send with it.
struct Canary {
    core::Algorithm algorithm{};
    bool is_forged = false;
    std::uint8_t message[40] = {};
    std::uint8_t message_bytes = 0;
    std::uint8_t right_mac[core::max_digest_bytes] = {};
    std::uint8_t sent_mac[core::max_digest_bytes] = {};
};

/// Two canaries for each family, and their bytes when packed.
inline constexpr std::size_t canaries_per_family = 2;
inline constexpr std::size_t max_canaries = 2 * canaries_per_family;
inline constexpr std::size_t max_canary_blocks_bytes = max_canaries * core::max_block_bytes;

/// The canary number `which` (0 or 1) of a family in the batch with that number. Numbers decide the message, the
/// algorithm of the family, which of the two is forged and in which bit, so that no two batches in a row have the same
/// right answers.
[[nodiscard]] Canary make_canary(bool is_wide, std::uint64_t batch_number, std::size_t which);

}    // namespace hmacsweep::gpu
