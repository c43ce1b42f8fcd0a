// What to measure with: random messages of one algorithm, each under one of the keys at random, one MAC in 1,024 wrong,
// and the verdicts that must come out; as packed batches and as JSON Lines.
#pragma once

#include "host/backend/packer.hpp"
#include "host/keys/key_table.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hmacsweep::bench {

/// A length for all messages, or 0: log-uniform over 1..4096 bytes.
inline constexpr std::size_t mixed_lengths = 0;
/// Uniform over 1..4096 bytes.
inline constexpr std::size_t uniform_lengths = ~std::size_t{0};

/// One key, `bench`, which is no secret, without a KeySpec.
[[nodiscard]] keys::KeyStore make_bench_key();

/// Messages and their MACs, of which `num_wrong` are wrong.
struct Records {
    Algorithm algorithm{};
    std::vector<std::vector<std::uint8_t>> messages;
    std::vector<std::uint32_t> keys;    ///< of each, an index into the store
    std::vector<std::uint8_t> macs;     ///< core::max_digest_bytes for each
    std::uint64_t num_wrong = 0;

    [[nodiscard]] Bytes mac(std::size_t index) const {
        return Bytes(macs).subspan(index * core::max_digest_bytes, core::digest_bytes(algorithm));
    }
};

/// As many records as fit in `bytes` of packed batch, at least one; equal seeds make equal records.
[[nodiscard]] Records make_records(const keys::KeyTable& keys, Algorithm algorithm, std::size_t message_bytes,
                                   std::size_t bytes, std::uint64_t seed);

/// Records under make_bench_key() as VerifyMac requests, one a line, with Id and KeyId.
[[nodiscard]] std::string json_lines(const Records& records);

/// The records as a batch in Schedule order.
struct Workload {
    Algorithm algorithm{};
    backend::Batch batch;
    std::uint64_t num_wrong = 0;
    std::uint64_t total_bytes = 0;     ///< of messages
    std::uint64_t total_blocks = 0;    ///< compressions, the outer hash's among them
};
[[nodiscard]] Workload make_workload(const keys::KeyTable& keys, const Records& records);

}    // namespace hmacsweep::bench
