#include "host/base/open_beneath.hpp"

#include "host/base/file_identity.hpp"

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace hmacsweep {
namespace {

/// How often openat2() is tried while others rename folders on the path.
constexpr int max_tries = 16;

OpenedFile fault_of(int error) {
    switch (error) {
        case EXDEV:
            return {OpenFault::Outside, "leads out of the folder of the files", {}, {}};
        case ELOOP:
            return {OpenFault::Link, "is a symbolic link, or has one on its path; links are not followed", {}, {}};
        case ENOENT:
        case ENOTDIR:
            return {OpenFault::NotFound, "is not there", {}, {}};
        case EAGAIN:
            return {OpenFault::Changed, "could not be found, because folders on its path are being renamed", {}, {}};
        default:
            return {OpenFault::Unreadable, "cannot be opened: " + errno_text(error), {}, {}};
    }
}

std::string_view kind_of(mode_t mode) {
    switch (mode & S_IFMT) {
        case S_IFDIR:
            return "is a folder";
        case S_IFIFO:
            return "is a pipe";
        case S_IFSOCK:
            return "is a socket";
        default:
            return "is a device";
    }
}

/// Opens one name in a folder; errno if it is a link or cannot be opened. With O_PATH alone, a link itself would be
/// opened.
int open_part(int folder, const std::string& name, int flags, Fd& opened) {
    opened = Fd(::openat(folder, name.c_str(), flags | O_NOFOLLOW | O_CLOEXEC));
    if (!opened) {
        return errno;
    }
    struct stat status{};
    if (::fstat(opened.get(), &status) != 0) {
        return errno;
    }
    return S_ISLNK(status.st_mode) ? ELOOP : 0;
}

/// As openat2() with RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS, one part of the path after another.
int walk(int folder, std::string_view path, int flags, Fd& opened) {
    if (path.starts_with('/')) {
        return EXDEV;
    }
    std::vector<Fd> folders;
    const auto here = [&] { return folders.empty() ? folder : folders.back().get(); };
    while (true) {
        const std::size_t end = std::min(path.find('/'), path.size());
        const std::string name(path.substr(0, end));
        const bool is_last = path.find_first_not_of('/', end) == std::string_view::npos;
        const bool wants_folder = end != path.size();
        if (name == "..") {
            if (folders.empty()) {
                return EXDEV;
            }
            folders.pop_back();
        } else if (is_last && !wants_folder) {
            return open_part(here(), name, flags, opened);
        } else if (!name.empty() && name != ".") {
            Fd next;
            if (const int error = open_part(here(), name, O_PATH | O_DIRECTORY, next); error != 0) {
                // A link is no folder.
                struct stat status{};
                const bool is_link = error == ENOTDIR &&
                                     ::fstatat(here(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
                                     S_ISLNK(status.st_mode);
                return is_link ? ELOOP : error;
            }
            folders.push_back(std::move(next));
        }
        if (is_last) {
            return open_part(here(), ".", flags, opened);    // a folder
        }
        path.remove_prefix(path.find_first_not_of('/', end));
    }
}

int open_by_kernel(int folder, const std::string& path, int flags, Fd& opened) {
    open_how how{};
    how.flags = static_cast<std::uint64_t>(flags) | O_CLOEXEC;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    int error = EAGAIN;
    for (int i = 0; i < max_tries && error == EAGAIN; ++i) {
        opened = Fd(static_cast<int>(::syscall(SYS_openat2, folder, path.c_str(), &how, sizeof(how))));
        error = opened ? 0 : errno;
    }
    return error;
}

/// Opens without following a link; errno.
int open_path(int folder, const std::string& path, int flags, PathLookUp look_up, Fd& opened) {
    if (look_up == PathLookUp::Kernel) {
        const int error = open_by_kernel(folder, path, flags, opened);
        if (error != ENOSYS && error != EPERM) {    // EPERM: a sandbox without openat2()
            return error;
        }
    }
    return walk(folder, path, flags, opened);
}

}    // namespace

OpenedFile open_beneath(int folder, const std::string& path, PathLookUp how) {
    // At first without the right to read: to open a device may do something.
    Fd place;
    if (const int error = open_path(folder, path, O_PATH, how, place); error != 0) {
        return fault_of(error);
    }
    OpenedFile opened;
    if (::fstat(place.get(), &opened.status) != 0) {
        return fault_of(errno);
    }
    if (!S_ISREG(opened.status.st_mode)) {
        return {OpenFault::NotRegular, std::string(kind_of(opened.status.st_mode)) + ", which is not read", {}, {}};
    }
    const FileIdentity identity = identity_of(opened.status);
    if (const int error = open_path(folder, path, O_RDONLY | O_NONBLOCK | O_NOCTTY, how, opened.fd); error != 0) {
        return fault_of(error);
    }
    if (::fstat(opened.fd.get(), &opened.status) != 0) {
        return fault_of(errno);
    }
    if (identity_of(opened.status) != identity || !S_ISREG(opened.status.st_mode)) {
        return {OpenFault::Changed, "was replaced by another file while it was opened", {}, {}};
    }
    return opened;
}

}    // namespace hmacsweep
