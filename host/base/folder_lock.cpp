#include "host/base/folder_lock.hpp"

#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>

namespace hmacsweep {

Result<Fd> lock_folder_of(const std::string& path) {
    std::error_code error;
    const std::filesystem::path whole = std::filesystem::weakly_canonical(std::filesystem::absolute(path), error);
    const std::string folder = error ? "." : whole.parent_path().string();
    Fd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    int result = fd.get() < 0 ? -1 : 0;
    while (result == 0 && ::flock(fd.get(), LOCK_EX) != 0) {
        result = errno == EINTR ? 0 : -1;
    }
    if (result != 0) {
        return Error{"cannot lock folder " + folder + ": " + errno_text(errno)};
    }
    return fd;
}

}    // namespace hmacsweep
