// Queues between threads. Each push and each pop takes a lock, so an item should be as large as a slab, not a record.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

namespace hmacsweep {

/// A queue without a size limit: first in, first out. Any thread may call any function.
template <class T>
class Channel {
public:
    void push(T item) {
        {
            const std::scoped_lock lock(mutex_);
            items_.push_back(std::move(item));
        }
        ready_.notify_one();
    }
    /// Tells that nothing more will be pushed. Items that are there can still be popped.
    void close() {
        {
            const std::scoped_lock lock(mutex_);
            is_closed_ = true;
        }
        ready_.notify_all();
    }
    /// Waits for an item; nullopt if the channel is closed and empty.
    std::optional<T> pop() {
        std::unique_lock lock(mutex_);
        ready_.wait(lock, [&] { return !items_.empty() || is_closed_; });
        if (items_.empty()) {
            return std::nullopt;
        }
        T item = std::move(items_.front());
        items_.pop_front();
        return item;
    }

private:
    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<T> items_;
    bool is_closed_ = false;
};

/// A queue that accepts items in any order and gives them out in the order of their numbers, from 0. Any thread may
/// call any function. Each number may be pushed once.
template <class T>
class OrderedChannel {
public:
    void push(std::uint64_t number, T item) {
        {
            const std::scoped_lock lock(mutex_);
            items_.emplace(number, std::move(item));
        }
        ready_.notify_one();
    }
    /// Tells that nothing more will be pushed.
    void close() {
        {
            const std::scoped_lock lock(mutex_);
            is_closed_ = true;
        }
        ready_.notify_all();
    }
    /// Waits at most `patience` for the next item in order. nullopt if it did not come, or if the channel is closed and
    /// does not have it.
    std::optional<T> pop(std::chrono::milliseconds patience) {
        std::unique_lock lock(mutex_);
        ready_.wait_for(lock, patience, [&] { return has_next() || is_closed_; });
        if (!has_next()) {
            return std::nullopt;
        }
        T item = std::move(items_.begin()->second);
        items_.erase(items_.begin());
        ++next_;
        return item;
    }
    /// Whether pop() will never give an item again.
    [[nodiscard]] bool is_drained() {
        const std::scoped_lock lock(mutex_);
        return is_closed_ && !has_next();
    }

private:
    [[nodiscard]] bool has_next() const { return !items_.empty() && items_.begin()->first == next_; }

    std::mutex mutex_;
    std::condition_variable ready_;
    std::map<std::uint64_t, T> items_;
    std::uint64_t next_ = 0;
    bool is_closed_ = false;
};

}    // namespace hmacsweep
