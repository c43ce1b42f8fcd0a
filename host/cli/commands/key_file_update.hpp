// How `keys create`, `keys import` and `keys remove` read and write key files.
#pragma once

#include "host/base/output_file.hpp"
#include "host/base/result.hpp"
#include "host/base/secret.hpp"
#include "host/keys/key.hpp"

#include <span>
#include <string>
#include <string_view>

namespace hmacsweep::cli {

/// The content of a file with key material, of at most 1 GiB.
Result<SecretBytes> read_secret_file(const std::string& path);

/// The text of a key file; empty where there is none yet. Gives a notice where other users can read or change it.
Result<SecretBytes> existing_key_file(const std::string& path);

/// The text of a key file with the keys added to what `existing` holds, checked by loading it.
Result<SecretBytes> checked_key_file(SecretBytes existing, std::span<const keys::Key> keys, const std::string& name);

/// Writes all of `text` and has the file appear; the exit status.
int write_whole(OutputFile& output, Bytes text);

/// Replaces a key file, whole or not at all. A new one is its owner's alone. The exit status.
int replace_key_file(const std::string& path, Bytes text);

/// Tells what was done to a key, as `imported KEY (32 bytes, fingerprint ...) in FILE`.
void report_key(std::string_view verb, const keys::Key& key, std::string_view preposition, const std::string& path);

}    // namespace hmacsweep::cli
