#include "host/keys/key.hpp"

#include "host/base/encoding.hpp"
#include "reference/hmac.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace hmacsweep::keys {
namespace {

constexpr std::array<std::string_view, 8> key_states{"Creating",        "Enabled",       "Disabled",
                                                     "PendingDeletion", "PendingImport", "PendingReplicaDeletion",
                                                     "Unavailable",     "Updating"};
static_assert(key_states.size() == static_cast<std::size_t>(KeyState::Updating) + 1);

/// The KeySpecs that are not for HMAC.
constexpr std::array<std::string_view, 13> other_key_specs{
    "SYMMETRIC_DEFAULT", "RSA_2048", "RSA_3072",  "RSA_4096",  "ECC_NIST_P256", "ECC_NIST_P384",        "ECC_NIST_P521",
    "ECC_SECG_P256K1",   "SM2",      "ML_DSA_44", "ML_DSA_65", "ML_DSA_87",     "ECC_NIST_EDWARDS25519"};

constexpr std::array<std::string_view, 4> key_usages{mac_key_usage, "ENCRYPT_DECRYPT", "SIGN_VERIFY", "KEY_AGREEMENT"};

constexpr std::string_view fingerprint_text = "hmacsweep key fingerprint v1";
constexpr std::size_t fingerprint_bytes = 8;

}    // namespace

std::optional<KeyState> parse_key_state(std::string_view name) {
    const auto* const found = std::ranges::find(key_states, name);
    if (found == key_states.end()) {
        return std::nullopt;
    }
    return static_cast<KeyState>(found - key_states.begin());
}

std::string_view name_of(KeyState state) {
    return key_states[static_cast<std::size_t>(state)];
}

bool is_key_spec(std::string_view name) {
    return algorithm_of_key_spec(name) || std::ranges::find(other_key_specs, name) != other_key_specs.end();
}

bool is_key_usage(std::string_view name) {
    return std::ranges::find(key_usages, name) != key_usages.end();
}

std::optional<std::uint32_t> Key::number() const {
    std::uint32_t number = 0;
    const char* const end = key_id.data() + key_id.size();
    const auto [stop, error] = std::from_chars(key_id.data(), end, number);
    return error == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

std::string fingerprint(const Key& key) {
    reference::Hmac hmac(hmacsweep::name_of(key.algorithm.value_or(Algorithm::HmacSha256)), key.material.bytes());
    std::array<std::uint8_t, core::max_digest_bytes> mac{};
    const std::span<std::uint8_t> written = std::span(mac).first(hmac.mac_bytes());
    hmac.compute(as_bytes(fingerprint_text), written);
    std::string hex = to_hex(written.first(fingerprint_bytes));
    wipe(mac.data(), mac.size());
    return hex;
}

}    // namespace hmacsweep::keys
