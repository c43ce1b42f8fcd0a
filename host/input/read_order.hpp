// Parts of one source that several threads read at once, each into a slab of its own. They count as read in the order
// of their places, so that what stands behind the first one that cannot be read is as if it had not been read either.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hmacsweep::input {

/// What is left to read of a slab when SlabReader::begin_next() has given it out. Reused from slab to slab.
struct SlabRest {
    std::uint64_t number = 0;    ///< among the parts of its source, from 1; 0: nothing is left
    int fd = -1;                 ///< the source's, which stays open until the part is read
    std::uint64_t place = 0;     ///< in the source
    std::size_t bytes = 0;
    std::vector<std::uint8_t> begun;    ///< what stands before that in the slab, and has been read
};

/// Where and why a source could not be read on.
struct ReadFailure {
    std::uint64_t place = 0;    ///< of the first byte that was not read
    std::string error;          ///< empty where the source ends there, and where the run does
    bool is_end = false;        ///< the source ends there, before it should
};

/// For use by several threads.
class ReadOrder {
public:
    /// Another part of the source, behind all others; returns its number.
    std::uint64_t begin() {
        const std::scoped_lock lock(mutex_);
        return ++num_begun_;
    }

    /// The part has been read. Waits until all before it have been, and calls `settle` with the failure of the first of
    /// them that failed, or none; what that returns is this part's own. No two calls of `settle` are made at a time,
    /// and it may not throw.
    template <class Settle>
    void end(std::uint64_t number, Settle&& settle) {
        std::unique_lock lock(mutex_);
        ended_.wait(lock, [&] { return num_ended_ + 1 == number; });
        std::optional<ReadFailure> own = settle(failure_);
        if (!failure_) {
            failure_ = std::move(own);
        }
        ++num_ended_;
        ended_.notify_all();
    }

    /// Waits until all parts have been read, and begins anew. Returns the first failure, if there was one.
    [[nodiscard]] std::optional<ReadFailure> wait_for_all() {
        std::unique_lock lock(mutex_);
        ended_.wait(lock, [&] { return num_ended_ == num_begun_; });
        num_begun_ = num_ended_ = 0;
        return std::exchange(failure_, std::nullopt);
    }
    /// Whether no part has been begun since.
    [[nodiscard]] bool is_empty() {
        const std::scoped_lock lock(mutex_);
        return num_begun_ == 0;
    }
    /// Whether one of the parts could not be read.
    [[nodiscard]] bool has_failed() {
        const std::scoped_lock lock(mutex_);
        return failure_.has_value();
    }

private:
    std::mutex mutex_;
    std::condition_variable ended_;
    std::uint64_t num_begun_ = 0;
    std::uint64_t num_ended_ = 0;
    std::optional<ReadFailure> failure_;    ///< the first, by place
};

}    // namespace hmacsweep::input
