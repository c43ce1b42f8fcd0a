// A list of file names that is read from a file. A command line has no room for many names, or for odd ones.
#pragma once

#include "host/base/file_identity.hpp"
#include "host/base/result.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::cli {

struct NameList {
    std::vector<std::string> names;
    std::optional<FileIdentity> file;    ///< the file of the list, where it is a regular file
};

/// Reads a file of names. A NUL ends each name; the last name may end without one. The path `-` is standard input, and
/// then the list must not have `-` as a name. An empty name is an error, as in GNU wc; a name too long for a path, too.
/// A key file is refused, since names are printed: one of `key_files`, or any other that has the content of one.
Result<NameList> read_name_list(const std::string& path, std::span<const std::string> key_files);

}    // namespace hmacsweep::cli
