// The globs of --include and --exclude.
#pragma once

#include "host/input/source.hpp"

#include <string>
#include <string_view>

namespace hmacsweep::input {

/// The option, `--include` or `--exclude`, that leaves out a file of a folder or a member of an archive; empty: the
/// file is read. `path` is relative to the folder or archive. A glob may fit the path or the name at its end; one of
/// --exclude may fit a folder on the way. Without `includes`, only --exclude is looked at.
[[nodiscard]] std::string_view option_against(const FolderRules& rules, const std::string& path, bool includes = true);

}    // namespace hmacsweep::input
