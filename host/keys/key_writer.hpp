// Writes keys into key files.
#pragma once

#include "host/base/result.hpp"
#include "host/base/secret.hpp"
#include "host/keys/key.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace hmacsweep::keys {

/// Makes the text of a key file: that of `existing`, with `keys` behind its own keys. `existing` is the text of a key
/// file, or empty for a new one; all its other content is kept. The keys are not checked; parse_key_file() on the
/// result checks them. An error's text begins with `it`.
Result<SecretBytes> write_key_file(SecretBytes existing, std::span<const Key> keys);

/// A key file's text without some of its keys.
struct ThinnedKeyFile {
    SecretBytes text;
    std::size_t num_removed = 0;
};

/// Removes keys from the text of a key file, which may be a JWK Set: those that have this KeyId (`kid`) and, unless
/// `arn` is empty, also this ARN. All other content is kept. An error's text begins with `it`.
Result<ThinnedKeyFile> without_key(SecretBytes existing, std::string_view key_id, std::string_view arn);

}    // namespace hmacsweep::keys
