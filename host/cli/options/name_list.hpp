// A list of file names from a file, for inputs that are too many or too oddly named for a command line.
#pragma once

#include "host/base/file_identity.hpp"
#include "host/base/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::cli {

struct NameList {
    std::vector<std::string> names;
    std::optional<FileIdentity> file;    ///< where they were read, when that is a regular file
};

/// Reads a file of names, each ended by a NUL (the last one may go without); `-` is standard input, which then can be
/// no name itself. An empty name is an error, as in GNU wc.
Result<NameList> read_name_list(const std::string& path);

}    // namespace hmacsweep::cli
