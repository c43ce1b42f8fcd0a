// `--key-id`: one key for records that name none, or candidates. What it means depends on the keys' names.
#pragma once

#include "host/base/result.hpp"
#include "host/keys/key_store.hpp"
#include "host/rules/run_options.hpp"

#include <optional>
#include <span>
#include <string>

namespace hmacsweep::cli {

/// Settles what the values of --key-id mean. Each is a key's name, `any`, or names with commas between them; the first
/// that holds. One name is the key of all records that carry none, whether or not there is such a key; all else are
/// candidates. The error, if there is one, is of usage.
std::optional<Error> settle_key_ids(std::span<const std::string> given, const keys::KeyStore& keys,
                                    rules::RunOptions& options);

}    // namespace hmacsweep::cli
