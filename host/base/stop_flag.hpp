// A request to stop, settable from a signal handler and visible to every thread, blocked reads included.
#pragma once

#include "host/base/fd.hpp"

#include <atomic>

namespace hmacsweep {

class StopFlag {
public:
    /// Throws std::runtime_error when the system has no descriptors left.
    StopFlag();

    /// What request() takes when no signal, but the run itself, is the reason.
    static constexpr int cancelled = -1;

    /// Asks the run to stop because of `signal`; the first request counts. Async-signal-safe.
    void request(int signal) noexcept;

    /// The signal that asked to stop, or `cancelled`; 0 when nothing did.
    [[nodiscard]] int signal() const noexcept { return signal_.load(std::memory_order_relaxed); }
    [[nodiscard]] bool is_requested() const noexcept { return signal() != 0; }
    /// Becomes readable, and stays so, once a stop is requested.
    [[nodiscard]] int wake_fd() const noexcept { return read_end_.get(); }

private:
    std::atomic<int> signal_{0};
    Fd read_end_;
    Fd write_end_;
};

}    // namespace hmacsweep
