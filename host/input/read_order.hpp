// The order of the parts of one source that several threads read in parallel, each into its own slab. The parts end in
// the order of their offsets. If one part cannot be read, all parts behind it count as not read.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hmacsweep::input {

/// The part of a slab that is still to be read after SlabReader::begin_next(). Can be reused for the next slab.
struct SlabRest {
    std::uint64_t number = 0;           ///< the part's number in its source, from 1; 0: nothing is to be read
    int fd = -1;                        ///< the source's descriptor; open until the part is read
    std::uint64_t place = 0;            ///< the part's offset in the source
    std::size_t bytes = 0;              ///< the part's size
    std::vector<std::uint8_t> begun;    ///< the bytes that go before the part in the slab, already read
};

/// Where and why a source could not be read on.
struct ReadFailure {
    std::uint64_t place = 0;    ///< the offset of the first byte that was not read
    std::string error;          ///< empty if the source or the run ends there
    bool is_end = false;        ///< whether the source ends there, earlier than expected
};

/// For use by several threads.
class ReadOrder {
public:
    /// Adds a part behind all others and returns its number, from 1.
    std::uint64_t begin() {
        const std::scoped_lock lock(mutex_);
        return ++num_begun_;
    }

    /// Tells that part `number` has been read. Waits until all parts before it have ended. Then calls `settle` with the
    /// first failure among them, or nullopt; `settle` returns this part's own failure, or nullopt. Calls of `settle`
    /// never overlap. `settle` must not throw.
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

    /// Waits until all parts have ended, and resets the object. Returns the first failure, or nullopt.
    [[nodiscard]] std::optional<ReadFailure> wait_for_all() {
        std::unique_lock lock(mutex_);
        ended_.wait(lock, [&] { return num_ended_ == num_begun_; });
        num_begun_ = num_ended_ = 0;
        return std::exchange(failure_, std::nullopt);
    }
    /// Whether no part has begun since the last wait_for_all().
    [[nodiscard]] bool is_empty() {
        const std::scoped_lock lock(mutex_);
        return num_begun_ == 0;
    }
    /// Whether a part that has ended had a failure.
    [[nodiscard]] bool has_failed() {
        const std::scoped_lock lock(mutex_);
        return failure_.has_value();
    }

private:
    std::mutex mutex_;
    std::condition_variable ended_;
    std::uint64_t num_begun_ = 0;
    std::uint64_t num_ended_ = 0;
    std::optional<ReadFailure> failure_;    ///< the first by offset
};

}    // namespace hmacsweep::input
