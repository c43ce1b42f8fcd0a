// --profile: one name stands for several options. The name is that of a built-in profile or of a file. An option on the
// command line overrides the profile's.
#pragma once

#include "host/base/result.hpp"
#include "host/cli/options/given.hpp"
#include "host/cli/profiles/profile_file.hpp"

#include <string>
#include <string_view>

namespace hmacsweep::cli {

/// Whether a profile's name is that of a file: it has a / in it or ends with .toml or .json.
[[nodiscard]] bool is_profile_file(std::string_view name);

/// The options of the built-in profile or of the file of that name.
[[nodiscard]] Result<ProfileEntries> read_profile(const std::string& name);

/// Adds the options of --profile to the options that were given, and returns what it added. Nothing is added without
/// --profile. An option that was given is not added; in --columns that holds for each field. Two options may say the
/// same thing: --line and --input-format; --message and the column of the message. Where one of the two was given, the
/// other is not added.
[[nodiscard]] Result<ProfileEntries> apply_profile(Given& given);

}    // namespace hmacsweep::cli
