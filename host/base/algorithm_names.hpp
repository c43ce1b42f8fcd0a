// The names of algorithms: here KMS's and JWK's names become the core's enumerators.
#pragma once

#include "cuda/core/algorithm.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hmacsweep {

using core::Algorithm;

inline constexpr std::array all_algorithms = [] {
    std::array<Algorithm, core::num_algorithms> all{};
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i] = static_cast<Algorithm>(i);
    }
    return all;
}();

/// The KMS MacAlgorithm of an algorithm (`HMAC_SHA_256`).
[[nodiscard]] inline std::string_view name_of(Algorithm algorithm) {
    return core::row_of(algorithm).name;
}

/// A column of the table for people: "HMAC_224, HMAC_256, HMAC_384 or HMAC_512", where `before_last` is " or ".
[[nodiscard]] inline std::string listed(const char* core::AlgorithmRow::* column, std::string_view before_last) {
    std::string list;
    for (const Algorithm algorithm : all_algorithms) {
        if (!list.empty()) {
            list += algorithm == all_algorithms.back() ? before_last : ", ";
        }
        list += core::row_of(algorithm).*column;
    }
    return list;
}

/// The names of all algorithms for people.
[[nodiscard]] inline std::string algorithm_list(std::string_view before_last) {
    return listed(&core::AlgorithmRow::name, before_last);
}

/// The KMS KeySpecs of all algorithms for people.
[[nodiscard]] inline std::string key_spec_list(std::string_view before_last) {
    return listed(&core::AlgorithmRow::key_spec, before_last);
}

/// Parses a KMS MacAlgorithm; nullopt for any other text.
[[nodiscard]] inline std::optional<Algorithm> parse_algorithm(std::string_view name) {
    for (const Algorithm algorithm : all_algorithms) {
        if (name == core::row_of(algorithm).name) {
            return algorithm;
        }
    }
    return std::nullopt;
}

/// The one algorithm that a KMS KeySpec allows; nullopt for a spec that is not for HMAC.
[[nodiscard]] inline std::optional<Algorithm> algorithm_of_key_spec(std::string_view key_spec) {
    for (const Algorithm algorithm : all_algorithms) {
        if (key_spec == core::row_of(algorithm).key_spec) {
            return algorithm;
        }
    }
    return std::nullopt;
}

/// The algorithm of a JWK's `alg` (RFC 7518, 3.1); nullopt for an `alg` that is not for HMAC.
[[nodiscard]] inline std::optional<Algorithm> algorithm_of_jwk(std::string_view alg) {
    if (alg == "HS256") {
        return Algorithm::HmacSha256;
    }
    if (alg == "HS384") {
        return Algorithm::HmacSha384;
    }
    return alg == "HS512" ? std::optional(Algorithm::HmacSha512) : std::nullopt;
}

/// Whether a MAC of `mac_bytes` bytes can be valid: it has full length, or it is truncated to at least `min_mac_bytes`
/// bytes (0: truncated MACs are never valid).
[[nodiscard]] constexpr bool is_mac_length(Algorithm algorithm, std::size_t mac_bytes, std::uint32_t min_mac_bytes) {
    const std::uint32_t full = core::digest_bytes(algorithm);
    return mac_bytes == full || (min_mac_bytes != 0 && mac_bytes >= min_mac_bytes && mac_bytes < full);
}

}    // namespace hmacsweep
