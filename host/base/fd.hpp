// An owned file descriptor, and reads and writes that finish what they start.
#pragma once

#include "host/base/result.hpp"
#include "host/base/secret.hpp"

#include <string>
#include <utility>

namespace hmacsweep {

class Fd {
public:
    Fd() = default;
    explicit Fd(int fd) : fd_(fd) {}
    Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Fd& operator=(Fd&& other) noexcept;
    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;
    ~Fd() { reset(); }

    [[nodiscard]] int get() const { return fd_; }
    explicit operator bool() const { return fd_ >= 0; }
    void reset();
    /// As reset(), and tells what it comes to: 0, or -1 with errno set.
    int close();

private:
    int fd_ = -1;
};

/// "No such file or directory" and its like for an errno value.
[[nodiscard]] std::string errno_text(int error);

/// Opens a file for reading; `-` is standard input.
Result<Fd> open_for_reading(const std::string& path);

/// Reads everything up to the end into a buffer that wipes itself, `padding` zero bytes after the end included in its
/// room but not in its size. Refuses more than `max_bytes`.
Result<SecretBytes> read_all(int fd, const std::string& name, std::size_t max_bytes);

}    // namespace hmacsweep
