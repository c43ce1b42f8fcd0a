// Key files: JSON in the shape of KMS DescribeKey's KeyMetadata with the material beside it, or a JWK Set (RFC 7517). A
// file with one bad key is refused whole. No message quotes a key file; keys are named by position and KeyId.
#pragma once

#include "host/base/file_identity.hpp"
#include "host/keys/key_store.hpp"

#include <span>
#include <string>
#include <vector>

#include <sys/stat.h>

namespace hmacsweep::keys {

struct KeyFileOptions {
    bool keep_metadata = false;    ///< fill Key::metadata, for describe-key
};

/// The keys of one or more files.
struct LoadedKeys {
    KeyStore store;
    std::vector<std::string> notices;        ///< about keys that were skipped and files that others can read
    std::vector<FileIdentity> identities;    ///< of the files, so that no output overwrites one
};

/// Loads key files (paths, pipes or `/dev/fd/N`) into one store.
Result<LoadedKeys> load_key_files(std::span<const std::string> paths, const KeyFileOptions& options = {});

/// A warning where other users than the owner can read or change a key file; else empty.
[[nodiscard]] std::string notice_of_rights(const std::string& path, const struct stat& status);

/// Parses the text of one key file into `keys`. `text` is wiped together with everything made from it.
Result<std::size_t> parse_key_file(SecretBytes text, const std::string& name, const KeyFileOptions& options,
                                   LoadedKeys& keys);

}    // namespace hmacsweep::keys
