// Makes key material, from the system's random source or from imported material.
#pragma once

#include "host/base/encoding.hpp"
#include "host/base/result.hpp"
#include "host/base/secret.hpp"
#include "host/keys/key.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::keys {

/// `bytes` random bytes (OpenSSL's private DRBG, seeded by the kernel). Throws std::runtime_error if OpenSSL fails.
[[nodiscard]] SecretBytes random_material(std::size_t bytes);

/// The format of imported material. The last four are secret texts from which a key is derived.
enum class MaterialFormat : std::uint8_t {
    Plain,               ///< the material itself, in an encoding
    Jwk,                 ///< a JWK or a JWK Set (RFC 7517)
    Vault,               ///< the answer of `vault read -format=json transit/export/hmac-key/NAME`
    Tink,                ///< a cleartext Tink keyset in JSON
    StandardWebhooks,    ///< a secret of Standard Webhooks: `whsec_` and base64
    Django,              ///< SHA-256(salt + "signer" + secret): django.core.signing
    DjangoCookie,        ///< as Django, with "django.http.cookies" before the secret: signed cookies
    Rails,               ///< PBKDF2-HMAC-SHA-1, 1000 rounds, 64 bytes: ActiveSupport's KeyGenerator
    RailsSha256          ///< as Rails, with SHA-256: Rails' default from 7.0
};

/// A name of an encoding of key material. With `raw`, the bytes are the material, and nothing is decoded or dropped.
struct MaterialEncoding {
    std::string_view name;
    Encoding encoding = Encoding::Text;
    bool is_raw = false;
};
inline constexpr std::array<MaterialEncoding, 7> material_encodings{{{"raw", Encoding::Text, true},
                                                                     {"hex", Encoding::Hex},
                                                                     {"base64", Encoding::Base64},
                                                                     {"base64url", Encoding::Base64Url},
                                                                     {"base64url-nopad", Encoding::Base64UrlBare},
                                                                     {"base64-mime", Encoding::Base64Mime},
                                                                     {"text", Encoding::Text}}};
/// The encoding of that name; null if there is none.
[[nodiscard]] const MaterialEncoding* find_material_encoding(std::string_view name);

/// Whether the key is derived from a secret text and a salt.
[[nodiscard]] constexpr bool is_derived(MaterialFormat format) {
    return format >= MaterialFormat::Django;
}

/// The imported material of one key.
struct ImportedMaterial {
    std::string name;    ///< the JWK's `kid`, `NAME:vN` of a Vault key, or the Tink key's ID; else empty
    SecretBytes material;
    std::optional<Algorithm> algorithm;    ///< by a JWK's `alg`; else none
    KeyState state = KeyState::Enabled;    ///< by Tink's `status`; else Enabled
};

/// The bytes that `text` encodes. An error for bytes that are not that encoding, and for none; it names "the key
/// material".
Result<SecretBytes> decode_material(std::string_view text, Encoding encoding);

/// Whether the text, without the blanks around it, is hex digits only, as many as a digest of SHA-2 has. The user may
/// then mean hex or text.
[[nodiscard]] bool is_like_hex_key(std::string_view text);

/// Reads material. `encoding` and `is_raw` are for Plain only: with `is_raw`, `text` itself is the material. Otherwise
/// one final line end of Encoding::Text, and blanks and line ends around any other encoding, are dropped. One final
/// line end of a secret text is dropped. `salt` is for derived keys. Wipes `text`. `notices` gets a text for each
/// skipped key of a JWK Set; it may be null. An error's text begins with `it` or names the material or a key.
Result<std::vector<ImportedMaterial>> read_material(SecretBytes text, MaterialFormat format, Encoding encoding,
                                                    bool is_raw, std::string_view salt = {},
                                                    std::vector<std::string>* notices = nullptr);

}    // namespace hmacsweep::keys
