// Hand-over between threads, one item at a time. A lock for each slab, none for a record.
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

/// First in, first out.
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
    /// Nothing more will be pushed; what is there can still be popped.
    void close() {
        {
            const std::scoped_lock lock(mutex_);
            is_closed_ = true;
        }
        ready_.notify_all();
    }
    /// Waits for an item; nothing when the channel is closed and empty.
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

/// Takes items in any order and gives them out in the order of their numbers, from 0.
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
    /// Nothing more will be pushed.
    void close() {
        {
            const std::scoped_lock lock(mutex_);
            is_closed_ = true;
        }
        ready_.notify_all();
    }
    /// Waits for the next item in order, or for `patience`; then, and when no more will come, nothing.
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
    /// Whether pop() will never give anything again.
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
