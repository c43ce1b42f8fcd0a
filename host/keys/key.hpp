// One HMAC key: its names, what KMS says about it, and its material.
#pragma once

#include "host/base/algorithm_names.hpp"
#include "host/base/secret.hpp"

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

[[nodiscard]] std::optional<KeyState> parse_key_state(std::string_view name);
[[nodiscard]] std::string_view name_of(KeyState state);
/// Whether KMS has a KeySpec or KeyUsage of this name.
[[nodiscard]] bool is_key_spec(std::string_view name);
[[nodiscard]] bool is_key_usage(std::string_view name);

inline constexpr std::string_view mac_key_usage = "GENERATE_VERIFY_MAC";
/// KMS takes at most 1024 bits of HMAC key material.
inline constexpr std::size_t kms_max_key_bytes = 128;
inline constexpr std::size_t max_key_name_bytes = 2048;

struct Key {
    std::string key_id;
    std::string arn;                     ///< empty when the key file has none
    std::vector<std::string> aliases;    ///< as the key file has them
    std::string key_spec;                ///< empty when not declared
    std::string key_usage{mac_key_usage};
    KeyState state = KeyState::Enabled;
    std::optional<Algorithm> algorithm;    ///< the only one allowed, by KeySpec or JWK `alg`
    SecretBytes material;                  ///< empty only in PendingImport
    std::string metadata;                  ///< KeyMetadata as JSON text in KMS's member order, when asked for

    /// What a result calls the key: its ARN, as KMS does, else its KeyId.
    [[nodiscard]] const std::string& result_name() const { return arn.empty() ? key_id : arn; }
    /// Whether KMS's rules hold for the key: its limits on messages and material, its one algorithm.
    [[nodiscard]] bool declares_spec() const { return !key_spec.empty(); }
    /// Whether the key can make MACs at all: no KeySpec, or one of HMAC's, and the usage that goes with it.
    [[nodiscard]] bool is_mac_key() const {
        return key_usage == mac_key_usage && (key_spec.empty() || algorithm_of_key_spec(key_spec).has_value());
    }
    /// The number that the KeyId is, as the ID of one of Tink's keys.
    [[nodiscard]] std::optional<std::uint32_t> number() const;
    [[nodiscard]] bool allows(Algorithm wanted) const { return !algorithm || *algorithm == wanted; }
};

/// The fingerprint of a key with material: the first 16 hex digits of its HMAC over the ASCII text
/// `hmacsweep key fingerprint v1`, under the key's own algorithm, else HMAC-SHA-256. Whoever may use the key in KMS can
/// confirm it there with GenerateMac.
[[nodiscard]] std::string fingerprint(const Key& key);

}    // namespace hmacsweep::keys
