// What `--keys` takes: a key file, or a bare secret as `text:FILE`, with the name of an encoding before the file.
#pragma once

#include "host/base/result.hpp"
#include "host/base/secret.hpp"
#include "host/keys/key.hpp"
#include "host/keys/key_material.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace hmacsweep::keys {

/// The parts of a name that `--keys` takes.
struct KeySource {
    std::string path;                                 ///< of the file; `-` is standard input
    const MaterialEncoding* bare_secret = nullptr;    ///< how the file writes its one secret; null for a key file

    [[nodiscard]] bool is_bare_secret() const { return bare_secret != nullptr; }
};

/// Parses a name. A file whose own name begins so is named with its folder: `./text:x`.
[[nodiscard]] KeySource parse_key_source(const std::string& name);

/// How many of the names are standard input.
[[nodiscard]] std::ptrdiff_t count_standard_input(std::span<const std::string> names);

/// The key of a bare secret: its KeyId is `key:` and its fingerprint, and `name` is an alias. One line end, or the
/// blanks around any encoding but text and raw, are dropped. Wipes `text`. The error quotes no material.
Result<Key> read_bare_secret(SecretBytes text, const KeySource& source, const std::string& name);

}    // namespace hmacsweep::keys
