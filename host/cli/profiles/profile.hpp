// --profile: options by one name, a built-in profile's or a file's. What the command line says wins.
#pragma once

#include "host/base/result.hpp"
#include "host/cli/options/given.hpp"
#include "host/cli/profiles/profile_file.hpp"

#include <string>
#include <string_view>

namespace hmacsweep::cli {

/// Whether a profile's name is that of a file: it has a / in it or ends with .toml or .json.
[[nodiscard]] bool is_profile_file(std::string_view name);

/// The options of a built-in profile, or of a file when the name has a / in it or ends with .toml or .json.
[[nodiscard]] Result<ProfileEntries> read_profile(const std::string& name);

/// Adds the options of --profile, if there is one, to those that were given, and returns those that it added.
/// Of --columns each field counts by itself; --line and --input-format, and --message and the column of the message,
/// are each two ways to say one thing, so that one given drops the profile's other.
[[nodiscard]] Result<ProfileEntries> apply_profile(Given& given);

}    // namespace hmacsweep::cli
