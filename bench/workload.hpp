// Batches to measure with: random messages of one algorithm, each under one of the keys at random, one MAC in 1,024
// wrong, and the verdicts that must come out.
#pragma once

#include "host/batch.hpp"
#include "host/key_table.hpp"

#include <cstdint>
#include <vector>

namespace hmacsweep::bench {

/// A length for all messages, or 0: log-uniform over 1..4096 bytes.
inline constexpr std::size_t mixed_lengths = 0;

struct Workload {
    Algorithm algorithm{};
    std::size_t message_bytes = 0;
    Batch batch;
    std::uint64_t num_wrong = 0;
    std::uint64_t total_bytes = 0;     ///< of messages
    std::uint64_t total_blocks = 0;    ///< compressions, the outer hash's among them
};

/// One random key without a KeySpec.
[[nodiscard]] KeyStore make_bench_key();

/// As many messages as fit in `bytes` of packed batch.
[[nodiscard]] Workload make_workload(const KeyTable& keys, Algorithm algorithm, std::size_t message_bytes,
                                     std::size_t bytes, std::uint64_t seed);

}    // namespace hmacsweep::bench
