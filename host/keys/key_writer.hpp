// Writes keys into key files.
#pragma once

#include "host/base/result.hpp"
#include "host/base/secret.hpp"
#include "host/keys/key.hpp"

#include <span>

namespace hmacsweep::keys {

/// The text of a key file with `keys` after the keys of `existing`, the text of a key file; empty: a new file. All
/// other content of `existing` is kept. The keys are not checked; parse_key_file() on the result checks them. An
/// error's text begins with `it`.
Result<SecretBytes> write_key_file(SecretBytes existing, std::span<const Key> keys);

}    // namespace hmacsweep::keys
