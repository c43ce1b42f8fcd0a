// Whether a zip archive is nothing but its members: its directory and its local headers agree, and no byte lies between
// them. libarchive does not check that.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hmacsweep::input {

/// What check_zip() found.
struct ZipCheck {
    std::vector<std::string> names;    ///< the names in the directory, in the order of the members' offsets in the file
    std::string error;                 ///< what is wrong: follows the archive's name in a sentence; empty: nothing
};

/// Checks a file of `bytes` bytes. The caller keeps `fd`, and the file's position does not change.
[[nodiscard]] ZipCheck check_zip(int fd, std::uint64_t bytes);

}    // namespace hmacsweep::input
