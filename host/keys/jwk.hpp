// Which JSON Web Keys are keys for MACs (RFC 7517, 4).
#pragma once

#include <string_view>

#include <simdjson.h>

namespace hmacsweep::keys {

/// Why a JWK is no key for HMACs, by its `kty`, `use`, `key_ops` or `alg`: a text that follows `is skipped:` and quotes
/// nothing of the JWK. Empty: it is one. Does not look at `k`.
[[nodiscard]] std::string_view jwk_misfit(simdjson::dom::object key);

}    // namespace hmacsweep::keys
