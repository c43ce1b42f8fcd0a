// The identity of a file, which is the same for all its names: so that an output that is one of the inputs is refused.
#pragma once

#include <optional>
#include <string>

#include <sys/stat.h>

namespace hmacsweep {

struct FileIdentity {
    dev_t device;
    ino_t inode;

    friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

/// The file that a stat() was about.
[[nodiscard]] inline FileIdentity identity_of(const struct stat& status) {
    return {status.st_dev, status.st_ino};
}

/// The file that `path` names, links followed; nullopt if there is none or stat() fails.
[[nodiscard]] inline std::optional<FileIdentity> identity_of(const std::string& path) {
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0) {
        return std::nullopt;
    }
    return identity_of(status);
}

}    // namespace hmacsweep
