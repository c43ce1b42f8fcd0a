// A list of file names from a file, for inputs that are too many or too oddly named for a command line.
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
    std::optional<FileIdentity> file;    ///< where they were read, when that is a regular file
};

/// Reads a file of names, each ended by a NUL (the last one may go without); `-` is standard input, which then can be
/// no name itself. An empty name is an error, as in GNU wc, and so is one that is too long for a path. A key file is
/// refused: one of those given, or any other by its content, since names are shown.
Result<NameList> read_name_list(const std::string& path, std::span<const std::string> key_files);

}    // namespace hmacsweep::cli
