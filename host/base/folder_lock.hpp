// A lock so that only one process at a time replaces files of a folder.
#pragma once

#include "host/base/fd.hpp"

#include <string>

namespace hmacsweep {

/// Waits until no other process holds the lock of the folder of `path`, links followed, and takes the lock. Closing the
/// descriptor releases it. The file itself cannot be the lock, because another file replaces it. An error if the folder
/// cannot be locked, as on some network file systems.
[[nodiscard]] Result<Fd> lock_folder_of(const std::string& path);

}    // namespace hmacsweep
