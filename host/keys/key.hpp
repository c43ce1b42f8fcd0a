// One HMAC key: its names, the properties that KMS gives it, and its material.
#pragma once

#include "host/base/algorithm_names.hpp"
#include "host/base/secret.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::keys {

/// KMS KeyState.
enum class KeyState : std::uint8_t {
    Creating,
    Enabled,
    Disabled,
    PendingDeletion,
    PendingImport,
    PendingReplicaDeletion,
    Unavailable,
    Updating,
};

/// Parses a KMS KeyState.
[[nodiscard]] std::optional<KeyState> parse_key_state(std::string_view name);
/// The KMS name of a state.
[[nodiscard]] std::string_view name_of(KeyState state);
/// Whether KMS has a KeySpec of this name.
[[nodiscard]] bool is_key_spec(std::string_view name);
/// Whether KMS has a KeyUsage of this name.
[[nodiscard]] bool is_key_usage(std::string_view name);

/// The KMS KeyUsage of HMAC keys.
inline constexpr std::string_view mac_key_usage = "GENERATE_VERIFY_MAC";
/// The most HMAC key material that KMS takes, in bytes.
inline constexpr std::size_t kms_max_key_bytes = 128;
/// The longest name by which a record can name a key, in bytes.
inline constexpr std::size_t max_key_name_bytes = 2048;

struct Key {
    std::string key_id;                  ///< KMS KeyId, or a JWK's `kid`
    std::string arn;                     ///< empty: the key file has none
    std::vector<std::string> aliases;    ///< as the key file has them, each a name or an ARN
    std::vector<std::string>
        region_arns;         ///< of a multi-Region key: its ARNs in all Regions, as far as the file has them
    std::string key_spec;    ///< empty: not declared
    std::string key_usage{mac_key_usage};    ///< KMS KeyUsage
    KeyState state = KeyState::Enabled;
    std::optional<Algorithm> algorithm;    ///< the only one allowed, by KeySpec, MacAlgorithms or JWK `alg`; none: any
    SecretBytes material;                  ///< empty only in PendingImport
    std::string metadata;                  ///< KeyMetadata as JSON text in KMS's member order, if asked for; else empty

    /// The key's name in results: its ARN, as KMS writes it, or its KeyId if it has no ARN.
    [[nodiscard]] const std::string& result_name() const { return arn.empty() ? key_id : arn; }
    /// Whether a name is the ARN of the key in another Region than that of `arn`. KMS answers a request under it with
    /// that ARN.
    [[nodiscard]] bool is_replica_arn(std::string_view name) const {
        return name != arn && std::ranges::find(region_arns, name) != region_arns.end();
    }
    /// Whether the key has a KeySpec, so that KMS's rules apply to it: the limits on messages and material, and its one
    /// algorithm.
    [[nodiscard]] bool declares_spec() const { return !key_spec.empty(); }
    /// Whether the key's usage is MACs and its KeySpec, if any, is one of HMAC's.
    [[nodiscard]] bool is_mac_key() const {
        return key_usage == mac_key_usage && (key_spec.empty() || algorithm_of_key_spec(key_spec).has_value());
    }
    /// The KeyId as a number, as Tink's key IDs are; nullopt if it is not a decimal number of 32 bits.
    [[nodiscard]] std::optional<std::uint32_t> number() const;
    /// Whether the key may be used with an algorithm.
    [[nodiscard]] bool allows(Algorithm wanted) const { return !algorithm || *algorithm == wanted; }
};

/// The fingerprint of a key with material: the first 16 hex digits of its HMAC over the ASCII text
/// `hmacsweep key fingerprint v1`, with the key's own algorithm, or HMAC-SHA-256 if it has none. A user who may use the
/// key in KMS can confirm it there with GenerateMac.
[[nodiscard]] std::string fingerprint(const Key& key);

}    // namespace hmacsweep::keys
