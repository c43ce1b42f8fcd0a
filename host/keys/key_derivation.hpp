// Keys that applications derive from a secret, or wrap in a format of their own, rather than use as they are.
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

/// How a key comes from an application's secret text and a salt.
enum class KeyDerivation : std::uint8_t {
    Django,          ///< SHA-256(salt + "signer" + secret), django.core.signing
    DjangoCookie,    ///< the same with "django.http.cookies" before the secret: signed cookies
    Rails,           ///< PBKDF2-HMAC-SHA-1 of the secret, 1000 rounds, 64 bytes: ActiveSupport's KeyGenerator
    RailsSha256      ///< the same with SHA-256, which is Rails' default from 7.0
};

/// The key. Throws std::runtime_error when OpenSSL fails.
[[nodiscard]] SecretBytes derive_key(KeyDerivation derivation, std::string_view secret, std::string_view salt);

/// One HMAC key of a Tink keyset.
struct TinkKey {
    std::string name;    ///< its key ID, in decimal digits
    SecretBytes material;
    KeyState state = KeyState::Enabled;
};

/// The HMAC keys of a cleartext Tink keyset in JSON. Keys that are destroyed are left out.
[[nodiscard]] Result<std::vector<TinkKey>> read_tink_keyset(simdjson::dom::element root);

}    // namespace hmacsweep::keys
