// Writes keys into key files.
#pragma once

#include "host/base/result.hpp"
#include "host/base/secret.hpp"
#include "host/keys/key.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace hmacsweep::keys {

/// The text of a key file with `keys` after the keys of `existing`, the text of a key file; empty: a new file. All
/// other content of `existing` is kept. The keys are not checked; parse_key_file() on the result checks them. An
/// error's text begins with `it`.
Result<SecretBytes> write_key_file(SecretBytes existing, std::span<const Key> keys);

/// A key file's text without some of its keys.
struct ThinnedKeyFile {
    SecretBytes text;
    std::size_t num_removed = 0;
};

/// The text of a key file, which may be a JWK Set, without the keys of this KeyId (`kid`), and, unless `arn` is empty,
/// of this ARN. All other content is kept. An error's text begins with `it`.
Result<ThinnedKeyFile> without_key(SecretBytes existing, std::string_view key_id, std::string_view arn);

}    // namespace hmacsweep::keys
