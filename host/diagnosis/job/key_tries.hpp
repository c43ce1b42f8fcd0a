// The keys that a search tries: those of the store, and what their texts are in other encodings.
#pragma once

#include "host/base/secret.hpp"
#include "host/keys/key_store.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hmacsweep::diagnosis {

/// A key, or what another reading of its text gives.
struct KeyTry {
    std::uint32_t key = core::no_key;
    std::string encoding{};    ///< to import it with; empty: the key is as it was imported
    SecretBytes material;
    bool is_likely = true;    ///< whether it is worth as much work as a key as it was imported
};
/// All keys of the store as they are, the preferred one first, and then their other readings, each once: first what is
/// likely, as 64 hex digits that were imported as text.
[[nodiscard]] std::vector<KeyTry> key_tries(const keys::KeyStore& keys, std::uint32_t preferred);

}    // namespace hmacsweep::diagnosis
