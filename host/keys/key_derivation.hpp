// Keys that applications derive from a secret: a list of steps, each of which takes the bytes that the one before it
// made.
#pragma once

#include "host/base/encoding.hpp"
#include "host/base/result.hpp"
#include "host/base/secret.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace hmacsweep::keys {

/// The hash function of a derivation step.
enum class DerivationHash : std::uint8_t { Sha1, Sha256, Sha384, Sha512 };

/// A derivation step. Each step gets the bytes that the step before made; the first one gets the secret.
struct DerivationStep {
    enum class Kind : std::uint8_t {
        Digest,    ///< the hash of the bytes
        Hmac,      ///< HMAC (RFC 2104) under the bytes, of `text`
        HmacOf,    ///< HMAC of the bytes, under `text`
        Hkdf,      ///< RFC 5869: `text` is the salt, `info` the info
        Pbkdf2,    ///< RFC 8018, 5.2, with HMAC: `text` is the salt
        Prefix,    ///< `text`, then the bytes
        Suffix,    ///< the bytes, then `text`
        Decode,    ///< takes the bytes for text in `encoding`, and decodes it
        Encode     ///< the bytes as text in `encoding`: hex in lower case, or base64
    };
    Kind kind = Kind::Digest;
    DerivationHash hash = DerivationHash::Sha256;
    SecretBytes text{};
    SecretBytes info{};
    std::uint32_t rounds = 0;       ///< of Pbkdf2
    std::uint32_t num_bytes = 0;    ///< of Hkdf and Pbkdf2: how long the result is
    Encoding encoding = Encoding::Text;
};

/// Parses steps with commas between them, and appends them:
///
///     sha1 sha256 sha384 sha512                     hmac:TEXT hmac-of:TEXT hkdf:SALT:INFO:LEN pbkdf2:ROUNDS:SALT:LEN
///     hex base64 base64url text                     prefix:TEXT suffix:TEXT
///     to-hex to-base64
///
/// `hmac`, `hmac-of`, `hkdf` and `pbkdf2` use SHA-256, or what `-sha1`, `-sha384` or `-sha512` behind their name says.
/// A TEXT, SALT or INFO that begins with `@` is the content of the file that follows, less one final line end. An error
/// names the step by its number and its first word, and quotes nothing else of it.
[[nodiscard]] std::optional<Error> parse_derivation(std::string_view text, std::vector<DerivationStep>& steps);

/// What the steps make of a secret. An error for bytes that a step cannot decode, and for an empty result; it names the
/// step by its number. Throws std::runtime_error if OpenSSL fails.
[[nodiscard]] Result<SecretBytes> derive_key(SecretBytes secret, std::span<const DerivationStep> steps);

}    // namespace hmacsweep::keys
