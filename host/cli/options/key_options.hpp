// The options of `keys`: the properties of a new key, and how its material is read.
#pragma once

#include "host/base/encoding.hpp"
#include "host/base/result.hpp"
#include "host/cli/options/given.hpp"
#include "host/keys/key.hpp"
#include "host/keys/key_derivation.hpp"
#include "host/keys/key_material.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hmacsweep::cli {

/// How `keys import` reads key material.
struct MaterialOptions {
    keys::MaterialFormat format = keys::MaterialFormat::Plain;
    Encoding encoding = Encoding::Base64;
    bool is_raw = false;
    bool is_encoding_open = false;                     ///< whether --encoding is not given, where it counts
    std::string salt;                                  ///< for the formats that are derived
    std::vector<keys::DerivationStep> derivation{};    ///< --derive
};

// An error of these functions is a usage error (status 2).

/// A key with the properties that the options give, without material.
Result<keys::Key> described_key(const Given& given);
/// The number of bytes of material that `keys create` makes: --bytes, else the length for the key's KeySpec, else 32.
Result<std::uint64_t> material_bytes(const Given& given, const keys::Key& key);
/// --from, --encoding, --salt and --derive.
Result<MaterialOptions> read_material_options(const Given& given);

}    // namespace hmacsweep::cli
