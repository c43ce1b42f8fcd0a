// Key files, written: new keys from the system's random source or from material that someone has, as entries of a
// key file.
#pragma once

#include "host/base/encoding.hpp"
#include "host/base/result.hpp"
#include "host/base/secret.hpp"
#include "host/keys/key.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hmacsweep::keys {

/// `bytes` of the system's random source (OpenSSL's private DRBG, seeded by the kernel). Throws std::runtime_error.
[[nodiscard]] SecretBytes random_material(std::size_t bytes);

/// Where imported material comes from: the bytes themselves in some encoding, a JWK or JWK Set (RFC 7517), the answer
/// of `vault read -format=json transit/export/hmac-key/NAME`, a cleartext Tink keyset in JSON, a secret of Standard
/// Webhooks (`whsec_` and base64), or the text that a key is derived from (KeyDerivation).
enum class MaterialFormat : std::uint8_t {
    Plain,
    Jwk,
    Vault,
    Tink,
    StandardWebhooks,
    Django,
    DjangoCookie,
    Rails,
    RailsSha256
};

/// Whether a key is derived, and so needs a salt.
[[nodiscard]] constexpr bool is_derived(MaterialFormat format) {
    return format >= MaterialFormat::Django;
}

/// One key's worth of imported material. `name` is the JWK's `kid`, the Vault key's `NAME:vN` or the Tink key's ID;
/// empty for all else.
struct ImportedMaterial {
    std::string name;
    SecretBytes material;
    std::optional<Algorithm> algorithm;    ///< of a JWK's `alg`
    KeyState state = KeyState::Enabled;    ///< of Tink's `status`
};

/// Reads material. In Plain hex and base64, blanks and line ends around the text are dropped; of text, one final line
/// end, as of the text that a key is derived from; raw is taken byte for byte. `text` is wiped. `notices`, which may be
/// null, gets what is to be said of keys that were passed over.
Result<std::vector<ImportedMaterial>> read_material(SecretBytes text, MaterialFormat format, Encoding encoding,
                                                    bool is_raw, std::string_view salt = {},
                                                    std::vector<std::string>* notices = nullptr);

/// A key file with `keys` after those of `existing`, the text of a key file (empty: none). What else the existing file
/// holds is kept. The keys are not checked; load the result to do that.
Result<SecretBytes> write_key_file(SecretBytes existing, std::span<const Key> keys);

}    // namespace hmacsweep::keys
