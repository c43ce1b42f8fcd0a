// Profiles as text: options and their values in TOML or JSON. A value is a string, a whole number, true or false, an
// array of strings, or a table of strings.
#pragma once

#include "host/base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::cli {

/// An option as a profile gives it: an array's strings and a table's `name=value` pairs are joined with commas.
struct ProfileEntry {
    std::string name;
    std::string value;    ///< for a flag `true` or `false`
    bool is_flag = false;
    std::size_t line = 0;    ///< line number in the file, 1-based; 0 in JSON
};
using ProfileEntries = std::vector<ProfileEntry>;

/// Reads the text of a profile. An error begins with `name`, which is the name of the text, and gives the line.
[[nodiscard]] Result<ProfileEntries> parse_toml_profile(std::string_view text, std::string_view name);
[[nodiscard]] Result<ProfileEntries> parse_json_profile(std::string_view text, std::string_view name);

}    // namespace hmacsweep::cli
