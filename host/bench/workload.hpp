// Made records to measure with: random messages of one algorithm, each under a random key, with about one wrong MAC in
// 1,024. The number of wrong MACs is known. The records are available as packed batches and as JSON Lines.
#pragma once

#include "host/backend/packer.hpp"
#include "host/keys/key_table.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hmacsweep::bench {

/// As `message_bytes`: random lengths of 1..4096 bytes, log-uniform.
inline constexpr std::size_t mixed_lengths = 0;
/// As `message_bytes`: random lengths of 1..4096 bytes, uniform.
inline constexpr std::size_t uniform_lengths = ~std::size_t{0};

/// A store with one key, `bench`, which is not secret and has no KeySpec.
[[nodiscard]] keys::KeyStore make_bench_key();

/// Messages and their MACs.
struct Records {
    Algorithm algorithm{};
    std::vector<std::vector<std::uint8_t>> messages;
    std::vector<std::uint32_t> keys;    ///< for each message, the index of its key in the store
    std::vector<std::uint8_t> macs;     ///< core::max_digest_bytes for each message
    std::uint64_t num_wrong = 0;        ///< wrong MACs

    [[nodiscard]] Bytes mac(std::size_t index) const {
        return Bytes(macs).subspan(index * core::max_digest_bytes, core::digest_bytes(algorithm));
    }
};

/// Makes records until their packed batch has at least `bytes` bytes. `message_bytes` is the length of all messages, or
/// mixed_lengths or uniform_lengths. Equal arguments make equal records.
[[nodiscard]] Records make_records(const keys::KeyTable& keys, Algorithm algorithm, std::size_t message_bytes,
                                   std::size_t bytes, std::uint64_t seed);

/// The records as JSON Lines: VerifyMac requests with Id and KeyId. All records must be under the key of
/// make_bench_key().
[[nodiscard]] std::string json_lines(const Records& records);

/// The records as a batch in Schedule order.
struct Workload {
    Algorithm algorithm{};
    backend::Batch batch;
    std::uint64_t num_wrong = 0;       ///< wrong MACs
    std::uint64_t total_bytes = 0;     ///< of messages
    std::uint64_t total_blocks = 0;    ///< compressions, with those of the outer hash
};
[[nodiscard]] Workload make_workload(const keys::KeyTable& keys, const Records& records);

}    // namespace hmacsweep::bench
