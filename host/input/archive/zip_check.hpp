// Whether a zip archive is nothing but its members: its directory and its local headers agree, and no byte lies between
// them. libarchive does not check that.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hmacsweep::input {

struct ZipCheck {
    std::vector<std::string> names;    ///< of the directory, in the order of the members' places
    std::string error;                 ///< what is wrong, as "has ..."; empty: nothing
};

/// Checks a file of `bytes` bytes. `fd` stays the caller's, and so does its position.
[[nodiscard]] ZipCheck check_zip(int fd, std::uint64_t bytes);

}    // namespace hmacsweep::input
