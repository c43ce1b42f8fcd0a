// A number that each chunk takes from the one before and hands on: records so far, or bytes of results so far.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stdexcept>

namespace peer {

class Relay {
public:
    /// Waits for the chunk's turn, and hands the number and `more` to the next one. The number. Throws once end() was
    /// called.
    std::uint64_t pass(std::size_t chunk, std::uint64_t more) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return turn_ == chunk || is_over_; });
        if (is_over_) {
            throw std::runtime_error("another thread failed");
        }
        const std::uint64_t value = value_;
        value_ += more;
        ++turn_;
        changed_.notify_all();
        return value;
    }
    /// No chunk will have its turn any more.
    void end() {
        const std::lock_guard lock(mutex_);
        is_over_ = true;
        changed_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t turn_ = 0;
    std::uint64_t value_ = 0;
    bool is_over_ = false;
};

}    // namespace peer
