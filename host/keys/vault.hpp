// What HashiCorp Vault's transit engine gives out of its HMAC keys.
#pragma once

#include "host/keys/key_material.hpp"

#include <vector>

#include <simdjson.h>

namespace hmacsweep::keys {

/// The versions of a key in the answer of `transit/export/hmac-key/NAME` or `transit/backup/NAME`, or in the JSON that
/// a backup holds. An error's text begins with `it` or names a version, and quotes no material.
[[nodiscard]] Result<std::vector<ImportedMaterial>> read_vault_export(simdjson::dom::element root);

}    // namespace hmacsweep::keys
