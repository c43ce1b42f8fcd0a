// Keys that applications derive from a secret.
#pragma once

#include "host/base/secret.hpp"

#include <cstdint>
#include <string_view>

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

}    // namespace hmacsweep::keys
