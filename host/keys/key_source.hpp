// What `--keys` takes: a key file, or a bare secret as `text:FILE`, with the name of an encoding before the file.
#pragma once

#include "host/base/result.hpp"
#include "host/base/secret.hpp"
#include "host/keys/key.hpp"
#include "host/keys/key_material.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace hmacsweep::keys {

/// The parts of a name that `--keys` takes.
struct KeySource {
    std::string path;                                 ///< of the file; `-` is standard input
    const MaterialEncoding* bare_secret = nullptr;    ///< how the file writes its one secret; null for a key file

    [[nodiscard]] bool is_bare_secret() const { return bare_secret != nullptr; }
};

/// Parses a name that `--keys` takes. Every name has a meaning: one without an encoding is a key file. A key file that
/// is itself called `text:x` must be given with its folder, as `./text:x`.
[[nodiscard]] KeySource parse_key_source(const std::string& name);

/// The names that HMACSWEEP_KEYS lists, as `--keys` takes them. Colons separate the names, and `text:FILE` is one name:
/// a key file called `text` must be given with its folder. An error: the list ends with such a word.
[[nodiscard]] Result<std::vector<std::string>> listed_key_sources();

/// How many of the names that `--keys` got mean standard input.
[[nodiscard]] std::ptrdiff_t count_standard_input(std::span<const std::string> names);

/// Makes the key of a bare secret: its KeyId is `key:` and its fingerprint, and its alias is `name`, as `--keys` got
/// it. `text` is what the file contains. Requires source.is_bare_secret(). One final line end of the encoding `text` is
/// dropped; with `raw`, nothing is dropped; with any other encoding, all blanks and line ends around the text are.
/// Wipes `text`. Errors: bytes that are not in the encoding, and no bytes. The error's text quotes no material.
Result<Key> read_bare_secret(SecretBytes text, const KeySource& source, const std::string& name);

}    // namespace hmacsweep::keys
