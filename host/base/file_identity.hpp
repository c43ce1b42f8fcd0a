// Which file a name or descriptor means, however it is spelled: for refusing an output that is one of the inputs.
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

[[nodiscard]] inline FileIdentity identity_of(const struct stat& status) {
    return {status.st_dev, status.st_ino};
}

/// The file that `path` leads to, links followed; nothing when there is none.
[[nodiscard]] inline std::optional<FileIdentity> identity_of(const std::string& path) {
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0) {
        return std::nullopt;
    }
    return identity_of(status);
}

}    // namespace hmacsweep
