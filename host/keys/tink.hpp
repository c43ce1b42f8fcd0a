// Keysets of Google's Tink.
#pragma once

#include "host/keys/key_material.hpp"

#include <vector>

#include <simdjson.h>

namespace hmacsweep::keys {

/// The HMAC keys of a cleartext Tink keyset in JSON, each named by its key ID in decimal digits, and Disabled for any
/// `status` but ENABLED. Keys with the status DESTROYED are left out. An error for any key of another type, and for a
/// keyset without keys; its text begins with `it` or with the key, and quotes no material.
[[nodiscard]] Result<std::vector<ImportedMaterial>> read_tink_keyset(simdjson::dom::element root);

}    // namespace hmacsweep::keys
