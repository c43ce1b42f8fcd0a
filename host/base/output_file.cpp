#include "host/base/output_file.hpp"

#include "host/base/output_place.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hmacsweep {
namespace {

/// So much is written before the system is asked to store it.
constexpr std::uint64_t writeback_bytes = std::uint64_t{8} << 20;

/// The temporary files that are there. What ends a process without memory can be reached by nothing but a global, and
/// has no room for names of any length.
struct Temporaries {
    static constexpr std::size_t most = 8;    // a run has three
    std::mutex mutex;
    std::array<std::array<char, PATH_MAX>, most> paths{};
    bool has_committed = false;
};
Temporaries temporaries;

void remember(const std::string& path) {
    const std::scoped_lock lock(temporaries.mutex);
    for (std::array<char, PATH_MAX>& slot : temporaries.paths) {
        if (slot[0] == '\0' && path.size() < slot.size()) {
            std::ranges::copy(path, slot.begin());
            slot[path.size()] = '\0';
            return;
        }
    }
}

void forget(const std::string& path, bool is_committed) {
    const std::scoped_lock lock(temporaries.mutex);
    temporaries.has_committed = temporaries.has_committed || is_committed;
    for (std::array<char, PATH_MAX>& slot : temporaries.paths) {
        if (path == slot.data()) {
            slot[0] = '\0';
        }
    }
}

/// The mode that open() would give a new file.
mode_t new_file_mode() {
    const mode_t mask = ::umask(0);
    ::umask(mask);
    return 0666 & ~mask;
}

/// What a file that takes the place of another one has of its mode: no setuid or setgid, and the right of everybody to
/// write only where the owner, who then is this user, gave it.
mode_t kept_mode(const struct stat& status) {
    const mode_t kept = status.st_mode & 0777;
    return status.st_uid == ::geteuid() ? kept : kept & ~mode_t{S_IWOTH};
}

std::string text_of(const std::string& name, int error, const std::string& advice) {
    return error == EEXIST ? name + " exists, and is not overwritten" + advice
                           : "cannot write " + name + ": " + errno_text(error);
}

/// As rename(), but EEXIST where something has that name.
int rename_to_new(const std::string& from, const std::string& to) {
#if defined(RENAME_NOREPLACE)
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) {
        return 0;
    }
    if (errno != EINVAL && errno != ENOSYS) {    // those of a file system, or a kernel, that does not know it: NFS
        return -1;
    }
#endif
    if (::link(from.c_str(), to.c_str()) != 0) {
        return -1;
    }
    ::unlink(from.c_str());
    return 0;
}

}    // namespace

bool abandon_outputs() noexcept {
    for (const std::array<char, PATH_MAX>& slot : temporaries.paths) {
        if (slot[0] != '\0') {
            ::unlink(slot.data());
        }
    }
    return temporaries.has_committed;
}

OutputFile::OutputFile(std::string name, Fd fd) : name_(std::move(name)), fd_(std::move(fd)) {}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : name_(std::move(other.name_)),
      final_path_(std::move(other.final_path_)),
      folder_(std::move(other.folder_)),
      temporary_path_(std::exchange(other.temporary_path_, {})),
      advice_(std::move(other.advice_)),
      is_new_(other.is_new_),
      fd_(std::move(other.fd_)),
      error_(std::move(other.error_)),
      bytes_(other.bytes_),
      handed_over_(other.handed_over_),
      digest_(std::move(other.digest_)) {}

OutputFile::~OutputFile() {
    if (!temporary_path_.empty()) {
        ::unlink(temporary_path_.c_str());
        forget(temporary_path_, false);
    }
}

Result<OutputFile> OutputFile::open(const std::string& path, std::span<const FileIdentity> forbidden,
                                    std::optional<mode_t> new_mode) {
    const auto cannot = [&](int error) { return Error{"cannot write " + path + ": " + errno_text(error)}; };
    const auto is_forbidden = [&](const struct stat& status) {
        return std::ranges::find(forbidden, identity_of(status)) != forbidden.end();
    };
    const Error refusal{"refusing to write " + path + ": it is one of the inputs or key files"};
    struct stat status{};
    if (const std::optional<int> descriptor = descriptor_of(path)) {
        // A copy of the descriptor keeps its place and its append mode, which opening the file anew would not.
        Fd fd(::fcntl(*descriptor, F_DUPFD_CLOEXEC, 3));
        if (!fd || ::fstat(fd.get(), &status) != 0) {
            return cannot(errno);
        }
        // Terminals and /dev/null may be input and output at once.
        if (S_ISREG(status.st_mode) && is_forbidden(status)) {
            return refusal;
        }
        if ((::fcntl(fd.get(), F_GETFL) & O_ACCMODE) == O_RDONLY) {
            return cannot(EBADF);
        }
        return OutputFile(path == "-" ? "standard output" : path, std::move(fd));
    }
    const bool exists = ::stat(path.c_str(), &status) == 0;
    if (!exists && (errno != ENOENT || path.empty())) {
        return cannot(errno);
    }
    if (exists && is_forbidden(status)) {
        return refusal;
    }
    if (exists && S_ISDIR(status.st_mode)) {
        return cannot(EISDIR);
    }
    // What another process has open can be written, but not replaced.
    if (exists && (!S_ISREG(status.st_mode) || path.starts_with("/proc/"))) {
        const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
        return fd < 0 ? Result<OutputFile>(cannot(errno)) : OutputFile(path, Fd(fd));
    }
    if (exists && ::access(path.c_str(), W_OK) != 0) {
        return cannot(errno);
    }

    OutputFile file(path, Fd());
    file.final_path_ = resolve_links(path);
    if (!file.open_temporary()) {
        return cannot(errno);
    }
    if (::fchmod(file.fd_.get(), exists ? kept_mode(status) : new_mode.value_or(new_file_mode())) != 0) {
        return cannot(errno);
    }
    return file;
}

Result<OutputFile> OutputFile::create(const std::string& path, std::string advice) {
    struct stat status{};
    const int found = ::lstat(path.c_str(), &status) == 0 ? EEXIST : errno;
    if (found != ENOENT || path.empty()) {
        return Error{text_of(path, found, advice)};
    }
    OutputFile file(path, Fd());
    file.final_path_ = path;
    file.advice_ = std::move(advice);
    file.is_new_ = true;
    if (!file.open_temporary()) {    // mkostemp() makes it its owner's alone
        return Error{text_of(path, errno, {})};
    }
    return file;
}

/// Opens the file that is written, beside the final one; false, and errno, when that cannot be done.
bool OutputFile::open_temporary() {
    folder_ = folder_of(final_path_);
    constexpr std::string_view ending = ".XXXXXX";
    const std::string name = std::filesystem::path(final_path_).filename().string();
    std::string pattern = folder_ + "/." + name.substr(0, NAME_MAX - 1 - ending.size()) + std::string(ending);
    fd_ = Fd(::mkostemp(pattern.data(), O_CLOEXEC));
    if (!fd_) {
        return false;
    }
    temporary_path_ = std::move(pattern);    // what has no memory left to copy it must not leave the file behind
    remember(temporary_path_);
    return true;
}

WriteOutcome OutputFile::fail(int error) {
    error_ = text_of(name_, error, advice_);
    return error == EPIPE ? WriteOutcome::ClosedPipe : WriteOutcome::Failed;
}

WriteOutcome OutputFile::write(std::string_view text, const StopFlag* stop) {
    if (digest_) {
        digest_->update(as_bytes(text));
    }
    while (!text.empty()) {
        if (stop != nullptr && stop->is_requested()) {
            return WriteOutcome::Stopped;
        }
        const ssize_t written = ::write(fd_.get(), text.data(), text.size());
        if (written < 0 && errno == EAGAIN) {
            pollfd wait{fd_.get(), POLLOUT, 0};
            static_cast<void>(::poll(&wait, 1, -1));    // an interruption is seen above
        } else if (written < 0 && errno != EINTR) {
            return fail(errno);
        } else if (written > 0) {
            text.remove_prefix(static_cast<std::size_t>(written));
            bytes_ += static_cast<std::uint64_t>(written);
        }
    }
    begin_writeback();
    return WriteOutcome::Ok;
}

/// Has the system begin to store what is written, so that there is little left to wait for in commit(). A hint: what
/// goes wrong there, fsync() tells.
void OutputFile::begin_writeback() {
#if defined(__linux__)
    if (!temporary_path_.empty() && bytes_ - handed_over_ >= writeback_bytes) {
        static_cast<void>(::sync_file_range(fd_.get(), static_cast<off64_t>(handed_over_),
                                            static_cast<off64_t>(bytes_ - handed_over_), SYNC_FILE_RANGE_WRITE));
        handed_over_ = bytes_;
    }
#endif
}

WriteOutcome OutputFile::commit() {
    if (temporary_path_.empty()) {
        // Some file systems tell only now that what was written did not arrive.
        return fd_.close() == 0 ? WriteOutcome::Ok : fail(errno);
    }
    if (::fsync(fd_.get()) != 0 || fd_.close() != 0) {
        return fail(errno);
    }
    // What can fail without harm comes before the file appears. Some users may write in a folder and not read it.
    const Fd folder(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder && errno != EACCES) {
        return fail(errno);
    }
    if ((is_new_ ? rename_to_new(temporary_path_, final_path_)
                 : ::rename(temporary_path_.c_str(), final_path_.c_str())) != 0) {
        return fail(errno);
    }
    forget(temporary_path_, true);
    temporary_path_.clear();
    // Some file systems cannot sync a folder; the file itself is safe by now.
    if (folder && ::fsync(folder.get()) != 0 && errno != EINVAL && errno != ENOTSUP && errno != EROFS) {
        const int error = errno;
        ::unlink(final_path_.c_str());    // whether it stays there nobody knows
        return fail(error);
    }
    return WriteOutcome::Ok;
}

std::string OutputFile::take_digest() {
    return digest_ ? digest_->finish() : std::string();
}

}    // namespace hmacsweep
