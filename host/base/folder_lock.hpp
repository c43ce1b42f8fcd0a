// One process at a time changes the files of a folder that are replaced as a whole.
#pragma once

#include "host/base/fd.hpp"

#include <string>

namespace hmacsweep {

/// Waits until no other process holds the lock of the folder that `path`'s file is in, links followed, and takes it;
/// closing the descriptor gives it back. The file itself can be no lock: what replaces it is another one. An error
/// where the folder cannot be locked, as on some network file systems.
[[nodiscard]] Result<Fd> lock_folder_of(const std::string& path);

}    // namespace hmacsweep
