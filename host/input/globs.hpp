// The globs of --include and --exclude.
#pragma once

#include "host/input/source.hpp"

#include <string>
#include <string_view>

namespace hmacsweep::input {

/// The option that does not want the file of a folder or archive; empty when it is wanted. `path` is relative to the
/// folder. `includes`: whether --include is asked, too.
[[nodiscard]] std::string_view option_against(const FolderRules& rules, const std::string& path, bool includes = true);

}    // namespace hmacsweep::input
