// Signed summaries: the keys of --signing-keys, and the summaries that are written and read with them.
#pragma once

#include "host/base/fd.hpp"
#include "host/base/result.hpp"
#include "host/keys/key_file.hpp"
#include "host/report/summary.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::cli {

/// What --signing-keys and --sign-summary name.
struct Signing {
    std::optional<keys::LoadedKeys> keys;    ///< nothing without --signing-keys
    std::optional<std::uint32_t> signer;     ///< the index of the key of --sign-summary

    /// Adds the key files to files that no output may be.
    void add_identities(std::vector<FileIdentity>& files) const;
};

/// Loads the key files of --signing-keys, tells their notices, and finds the key of --sign-summary, which is empty if
/// nothing is to be signed. `record_keys`: keys that must not sign. An error is a usage error (status 2).
[[nodiscard]] Result<Signing> open_signing(std::span<const std::string> files, const std::string& signer,
                                           const keys::KeyStore& record_keys);

/// The summary as JSON, signed if there is a signer.
[[nodiscard]] std::string summary_json(report::Summary summary, const Signing& signing);

/// Parses what summary_json() wrote. With --signing-keys its signature must be right. An error follows the summary's
/// name in a sentence.
[[nodiscard]] Result<report::Summary> parse_summary_json(std::string_view json, const Signing& signing);

/// Reads a stored summary, of at most 256 MiB, and parses it. `shown`: the file's name for errors.
[[nodiscard]] Result<report::Summary> read_stored_summary(const Fd& file, const std::string& shown,
                                                          const Signing& signing);

}    // namespace hmacsweep::cli
