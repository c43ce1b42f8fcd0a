// Which JSON Web Keys are keys for MACs (RFC 7517, 4).
#pragma once

#include <string_view>

#include <simdjson.h>

namespace hmacsweep::keys {

/// Why a JWK is no key for HMACs, in words that quote nothing of it: its `kty`, `use`, `key_ops` or `alg`. Empty when
/// it is one.
[[nodiscard]] std::string_view jwk_misfit(simdjson::dom::object key);

}    // namespace hmacsweep::keys
