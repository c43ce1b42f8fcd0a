// A request to stop. A signal handler can set it, and every thread can see it, also one that waits in poll().
#pragma once

#include "host/base/fd.hpp"

#include <atomic>

namespace hmacsweep {

class StopFlag {
public:
    /// Throws std::runtime_error if the system has no descriptors left.
    StopFlag();

    /// The argument of request() when the run itself, not a signal, is the reason.
    static constexpr int cancelled = -1;

    /// Requests a stop because of `signal`; only the first request counts. Async-signal-safe. Keeps errno.
    void request(int signal) noexcept;

    /// The signal of the first request, or `cancelled`; 0: no request.
    [[nodiscard]] int signal() const noexcept { return signal_.load(std::memory_order_relaxed); }
    [[nodiscard]] bool is_requested() const noexcept { return signal() != 0; }
    /// A descriptor for poll() that becomes and stays readable after a request. Must not be read or closed.
    [[nodiscard]] int wake_fd() const noexcept { return read_end_.get(); }

private:
    std::atomic<int> signal_{0};
    Fd read_end_;
    Fd write_end_;
};

}    // namespace hmacsweep
