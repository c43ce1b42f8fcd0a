#include "host/base/stop_flag.hpp"

#include <array>
#include <cerrno>
#include <stdexcept>

#include <fcntl.h>
#include <unistd.h>

namespace hmacsweep {

static_assert(std::atomic<int>::is_always_lock_free);

StopFlag::StopFlag() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
        throw std::runtime_error("cannot make a pipe: " + errno_text(errno));
    }
    read_end_ = Fd(ends[0]);
    write_end_ = Fd(ends[1]);
}

void StopFlag::request(int signal) noexcept {
    const int saved = errno;
    int none = 0;
    signal_.compare_exchange_strong(none, signal, std::memory_order_relaxed);
    const char byte = 0;
    // A full pipe is as good a wake-up as one more byte.
    [[maybe_unused]] const ssize_t written = ::write(write_end_.get(), &byte, 1);
    errno = saved;
}

}    // namespace hmacsweep
