// Reads key files: JSON with the members of KMS DescribeKey's KeyMetadata and the key material, or a JWK Set (RFC
// 7517). A file with one bad key is refused as a whole. No error or notice quotes key material; a key is named by its
// position and KeyId.
#pragma once

#include "host/base/file_identity.hpp"
#include "host/keys/key_store.hpp"

#include <span>
#include <string>
#include <vector>

#include <sys/stat.h>

namespace hmacsweep::keys {

struct KeyFileOptions {
    bool keep_metadata = false;    ///< whether Key::metadata is filled in, for describe-key
};

/// The keys of one or more files.
struct LoadedKeys {
    KeyStore store;
    std::vector<std::string> notices;        ///< about skipped keys, and key files that other users can read or change
    std::vector<FileIdentity> identities;    ///< of the key files, so that no output overwrites one
};

/// Loads key files (paths, pipes, `/dev/fd/N`, or `-` for standard input) and bare secrets (key_source.hpp) into one
/// store. At most 1 GiB each.
Result<LoadedKeys> load_key_files(std::span<const std::string> names, const KeyFileOptions& options = {});

/// A notice if users other than the owner can read or change a key file; else empty. Only for regular files.
[[nodiscard]] std::string notice_of_rights(const std::string& path, const struct stat& status);

/// Parses the text of one key file, adds its keys and notices to `keys`, and returns how many keys were added. `name`
/// is the file's name for errors. Wipes `text` and the parser's copies of it. After an error `keys` must not be used.
Result<std::size_t> parse_key_file(SecretBytes text, const std::string& name, const KeyFileOptions& options,
                                   LoadedKeys& keys);

}    // namespace hmacsweep::keys
