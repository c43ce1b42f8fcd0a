// The signature of a summary: a MAC under a key that those who hold the records' keys need not have. It covers every
// byte of the JSON before the MAC's own text; what follows that text is fixed.
#pragma once

#include "host/base/result.hpp"
#include "host/keys/key_store.hpp"
#include "host/report/summary.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hmacsweep::report {

/// The index of the key that signs summaries. An error if the store has no key of this name, or if the key is disabled,
/// is no MAC key, or has no material.
[[nodiscard]] Result<std::uint32_t> find_signer(const keys::KeyStore& keys, const std::string& name);

/// The summary as JSON, signed. The algorithm is the key's own, or HMAC_SHA_256 if it allows several. Throws
/// std::runtime_error when OpenSSL fails.
[[nodiscard]] std::string to_signed_json(Summary summary, const keys::Key& key);

/// Checks the signature of the summary that parse_summary() made of `json`, and fills in the key's fingerprint. An
/// error that follows "the summary" in a sentence: no signature, a key that is not among `keys` or cannot sign, or a
/// MAC that is not right for these bytes. Throws as to_signed_json() does.
[[nodiscard]] std::optional<Error> check_signature(std::string_view json, const keys::KeyStore& keys, Summary& summary);

}    // namespace hmacsweep::report
