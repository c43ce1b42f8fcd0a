// The built-in profiles: how the MACs of well-known software are laid out, each as the text of a profile file.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::cli {

struct BuiltInProfile {
    std::string_view name;
    std::string_view about;    ///< one line for a person
    std::string_view toml;     ///< lines of options
};

/// All built-in profiles, in the order in which they are shown.
[[nodiscard]] std::span<const BuiltInProfile> built_in_profiles();

/// The names of the built-in profiles.
[[nodiscard]] std::vector<std::string> profile_names();

/// The built-in profile of that name, or nullptr.
[[nodiscard]] const BuiltInProfile* find_profile(std::string_view name);

}    // namespace hmacsweep::cli
