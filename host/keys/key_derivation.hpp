// Keys that applications derive from a secret, or store in a format of their own.
#pragma once

#include "host/base/result.hpp"
#include "host/base/secret.hpp"
#include "host/keys/key.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

namespace hmacsweep::keys {

/// How an application derives a key from its secret text and a salt.
enum class KeyDerivation : std::uint8_t {
    Django,          ///< SHA-256(salt + "signer" + secret), django.core.signing
    DjangoCookie,    ///< as Django, with "django.http.cookies" before the secret: signed cookies
    Rails,           ///< PBKDF2-HMAC-SHA-1 of the secret, 1000 rounds, 64 bytes: ActiveSupport's KeyGenerator
    RailsSha256      ///< as Rails, with SHA-256: Rails' default from 7.0
};

/// The derived key. Throws std::runtime_error if OpenSSL fails.
[[nodiscard]] SecretBytes derive_key(KeyDerivation derivation, std::string_view secret, std::string_view salt);

/// One HMAC key of a Tink keyset.
struct TinkKey {
    std::string name;    ///< its key ID, in decimal digits
    SecretBytes material;
    KeyState state = KeyState::Enabled;    ///< Disabled for any `status` but ENABLED
};

/// The HMAC keys of a cleartext Tink keyset in JSON. Keys with the status DESTROYED are left out. An error for any key
/// of another type, and for a keyset without keys; its text begins with `it` or with the key, and quotes no material.
[[nodiscard]] Result<std::vector<TinkKey>> read_tink_keyset(simdjson::dom::element root);

}    // namespace hmacsweep::keys
