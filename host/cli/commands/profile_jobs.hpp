// The profiles as jobs to try.
#pragma once

#include "host/cli/commands/command_words.hpp"
#include "host/diagnosis/job/fields.hpp"
#include "host/keys/key_store.hpp"

#include <vector>

namespace hmacsweep::cli {

/// Every profile, under the keys that it may need, and at first records as KMS has them.
[[nodiscard]] std::vector<diagnosis::Settings> jobs_of_profiles(const CommandWords& given, const keys::KeyStore& keys);

/// The profiles of tokens for each field that may be one.
[[nodiscard]] std::vector<diagnosis::Settings> jobs_of_tokens(const diagnosis::Settings& reading,
                                                              const std::vector<diagnosis::JobField>& fields,
                                                              const CommandWords& given, const keys::KeyStore& keys);

}    // namespace hmacsweep::cli
