// The keys to try for a failing record, and what may have made its MAC with them.
#pragma once

#include "host/diagnosis/guesses.hpp"
#include "reference/lookalike.hpp"

#include <optional>
#include <vector>

namespace hmacsweep::diagnosis {

struct GuessedKey {
    SecretBytes material;
    Way way;
};
/// The keys to try for records of `key`, which may be no_key: the key itself, its text decoded in other ways, and other
/// keys of the store.
[[nodiscard]] std::vector<GuessedKey> keys_for(std::uint32_t key, const keys::KeyStore& keys,
                                               const SearchLimits& limits);

/// A function of a key and a message: HMAC, or a lookalike.
struct Formula {
    Algorithm algorithm{};                              ///< not used with a lookalike
    const reference::Lookalike* lookalike = nullptr;    ///< null: HMAC with `algorithm`
    Way way;
};
/// The formulas that may have made a MAC of `mac_bytes` bytes. `wanted` is the record's algorithm; another one is a
/// mistake. A MAC shorter than its digest is a mistake, unless `min_mac_bytes` (--min-mac-bytes) allows it.
[[nodiscard]] std::vector<Formula> formulas_for(std::size_t mac_bytes, std::optional<Algorithm> wanted,
                                                std::uint32_t min_mac_bytes);

}    // namespace hmacsweep::diagnosis
