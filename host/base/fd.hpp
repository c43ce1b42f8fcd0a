// An owned file descriptor, and functions that open and read files.
#pragma once

#include "host/base/result.hpp"
#include "host/base/secret.hpp"

#include <string>
#include <utility>

namespace hmacsweep {

/// Owns a file descriptor and closes it. Without one, get() is -1.
class Fd {
public:
    Fd() = default;
    /// Takes ownership. A negative `fd` means no descriptor.
    explicit Fd(int fd) : fd_(fd) {}
    Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Fd& operator=(Fd&& other) noexcept;
    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;
    ~Fd() { reset(); }

    [[nodiscard]] int get() const { return fd_; }
    explicit operator bool() const { return fd_ >= 0; }
    /// Closes the descriptor, if there is one, and ignores errors.
    void reset();
    /// As reset(), but returns 0, or -1 with errno set.
    int close();

private:
    int fd_ = -1;
};

/// The system's text for an errno value, as "No such file or directory".
[[nodiscard]] std::string errno_text(int error);

/// Opens a file for reading; `-` is a copy of standard input's descriptor.
Result<Fd> open_for_reading(const std::string& path);

/// Reads `fd` to its end into a buffer that wipes itself. More than `max_bytes` bytes are an error. `name` is the
/// file's name for errors. `fd` stays the caller's.
Result<SecretBytes> read_all(int fd, const std::string& name, std::size_t max_bytes);

}    // namespace hmacsweep
