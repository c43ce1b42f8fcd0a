// `--key-id`: one key for records that name no key, or candidate keys. The names of the keys decide which it is.
#pragma once

#include "host/base/result.hpp"
#include "host/keys/key_store.hpp"
#include "host/rules/run_options.hpp"

#include <optional>
#include <span>
#include <string>

namespace hmacsweep::cli {

/// Decides what the values of --key-id mean, and sets it in `options`. A value is, in this order: the name of a key;
/// `any`; or names with commas between them. A single name is the key of all records that name no key, also where no
/// key has that name. Everything else gives candidate keys. An error is a usage error.
std::optional<Error> settle_key_ids(std::span<const std::string> given, const keys::KeyStore& keys,
                                    rules::RunOptions& options);

}    // namespace hmacsweep::cli
