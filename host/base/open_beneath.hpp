// Opens files below a folder, by paths that somebody else wrote: nothing outside of the folder is opened, no symbolic
// link is followed, and nothing but a regular file is opened for reading.
#pragma once

#include "host/base/fd.hpp"

#include <cstdint>
#include <string>

#include <sys/stat.h>

namespace hmacsweep {

/// Why a file is not read. Changed: another file had its place a moment later.
enum class OpenFault : std::uint8_t { None, Outside, Link, NotRegular, NotFound, Unreadable, Changed };

struct OpenedFile {
    OpenFault fault = OpenFault::None;
    std::string words;       ///< of a fault: what is wrong; follows the file's name in a sentence
    Fd fd;                   ///< without a fault
    struct stat status{};    ///< without a fault
};

/// How a path is looked up. Kernel: by openat2(), and as Walk where the system does not have it. Walk: one part after
/// another.
enum class PathLookUp : std::uint8_t { Kernel, Walk };

/// Opens the file `path` below the open folder `folder`. A path that begins with a slash leads out of it, and so do
/// more
/// `..` than there are folders before them.
[[nodiscard]] OpenedFile open_beneath(int folder, const std::string& path, PathLookUp how = PathLookUp::Kernel);

}    // namespace hmacsweep
