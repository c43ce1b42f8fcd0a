// The algorithm table: the HMACs that KMS offers (GenerateMac, VerifyMac) and their sizes. A new algorithm is one
// row here, its initial hash value in sha2.hpp and its name in reference/. All lists of names are made from this table.
#pragma once

#include "cuda/core/config.hpp"

#include <cstddef>
#include <cstdint>

namespace hmacsweep::core {

enum class Algorithm : std::uint8_t { HmacSha224, HmacSha256, HmacSha384, HmacSha512 };

inline constexpr std::size_t num_algorithms = 4;
/// The bits that packed words have for an algorithm.
inline constexpr unsigned algorithm_bits = 3;
static_assert(num_algorithms <= (1U << algorithm_bits));
inline constexpr std::size_t max_digest_bytes = 64;
inline constexpr std::size_t max_block_bytes = 128;

/// What FIPS 180-4 figure 1 and the KMS documentation say about one algorithm.
struct AlgorithmRow {
    const char* name;              ///< KMS MacAlgorithm, of 8 to 16 bytes
    const char* key_spec;          ///< the one KMS KeySpec that goes with it
    std::uint32_t digest_bytes;    ///< of the MAC, and the least key material that KMS takes
    std::uint32_t block_bytes;     ///< of the hash's message block
    std::uint32_t length_bytes;    ///< of the message length at the end of the padding (FIPS 180-4, 5.1)
};

inline namespace HMACSWEEP_ISA {

/// The table's row for `algorithm`.
[[nodiscard]] HMACSWEEP_HD constexpr AlgorithmRow row_of(Algorithm algorithm) {
    // A switch, not an array: a device would copy the array into each thread's local memory.
    switch (algorithm) {
        case Algorithm::HmacSha224:
            return {"HMAC_SHA_224", "HMAC_224", 28, 64, 8};
        case Algorithm::HmacSha256:
            return {"HMAC_SHA_256", "HMAC_256", 32, 64, 8};
        case Algorithm::HmacSha384:
            return {"HMAC_SHA_384", "HMAC_384", 48, 128, 16};
        case Algorithm::HmacSha512:
            break;
    }
    return {"HMAC_SHA_512", "HMAC_512", 64, 128, 16};
}

[[nodiscard]] HMACSWEEP_HD constexpr std::uint32_t digest_bytes(Algorithm algorithm) {
    return row_of(algorithm).digest_bytes;
}

[[nodiscard]] HMACSWEEP_HD constexpr std::uint32_t block_bytes(Algorithm algorithm) {
    return row_of(algorithm).block_bytes;
}

/// Whether the hash works on 64-bit words (SHA-384, SHA-512) rather than on 32-bit ones.
[[nodiscard]] HMACSWEEP_HD constexpr bool is_wide(Algorithm algorithm) {
    return row_of(algorithm).block_bytes == 128;
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
