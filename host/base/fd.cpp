#include "host/base/fd.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace hmacsweep {

Fd& Fd::operator=(Fd&& other) noexcept {
    if (this != &other) {
        reset();
        fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
}

void Fd::reset() {
    static_cast<void>(close());
}

int Fd::close() {
    const int fd = std::exchange(fd_, -1);
    // A descriptor that an interruption meets is closed all the same.
    return fd < 0 || ::close(fd) == 0 || errno == EINTR ? 0 : -1;
}

std::string errno_text(int error) {
    return std::generic_category().message(error);
}

Result<Fd> open_for_reading(const std::string& path) {
    const int fd = path == "-" ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return Error{"cannot open " + path + ": " + errno_text(errno)};
    }
    return Fd(fd);
}

Result<SecretBytes> read_all(int fd, const std::string& name, std::size_t max_bytes) {
    constexpr std::size_t first_room = std::size_t{64} * 1024;
    SecretBytes buffer(first_room);
    std::size_t size = 0;
    while (true) {
        if (size == buffer.size()) {
            buffer.grow(size * 2);
        }
        const ssize_t got = ::read(fd, buffer.data() + size, buffer.size() - size);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return Error{"cannot read " + name + ": " + errno_text(errno)};
        }
        if (got == 0) {
            buffer.shrink(size);
            return buffer;
        }
        size += static_cast<std::size_t>(got);
        if (size > max_bytes) {
            return Error{name + " is larger than " + std::to_string(max_bytes) + " bytes"};
        }
    }
}

}    // namespace hmacsweep
