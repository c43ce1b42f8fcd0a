// Lists files whose contents are messages: generate's way to a manifest.
#pragma once

#include "host/base/file_identity.hpp"
#include "host/base/result.hpp"
#include "host/input/source.hpp"

#include <span>
#include <string>
#include <vector>

namespace hmacsweep::input {

/// Lists the files `names` and the files of the folders among them, in byte order within each folder. All names are
/// paths below the folder `base`. The one source has a line of a manifest for each file, without a MAC: a backslash,
/// two blanks and the path from `base` on, with `\n`, `\r` and `\\` in place of these characters. `left_out`: files
/// that the run writes. An error: a name that is not there, or the list cannot be made.
[[nodiscard]] Result<Inputs> list_files(std::span<const std::string> names, const std::string& base,
                                        const FolderRules& rules, std::span<const FileIdentity> left_out);

}    // namespace hmacsweep::input
