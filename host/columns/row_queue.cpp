#include "host/columns/row_queue.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace hmacsweep::columns {

RowQueue::RowQueue(TableStream& table, std::int64_t rows_at_a_time, std::uint32_t threads,
                   std::function<void(const JudgedRows&)> take)
    : table_(table),
      rows_at_a_time_(rows_at_a_time),
      most_ahead_(static_cast<std::uint64_t>(rows_at_a_time) * ((2 * std::uint64_t{threads}) + 1)),
      take_(std::move(take)) {}

std::optional<RowRange> RowQueue::next() {
    std::unique_lock lock(mutex_);
    // The rows that all others wait for are with a thread that is not here.
    taken_.wait(lock, [&] { return is_over_ || num_given_ - num_taken_ < most_ahead_; });
    if (!find_rows()) {
        return std::nullopt;
    }
    const std::int64_t begin = next_row_;
    next_row_ = std::min(begin + rows_at_a_time_, chunk_->length);
    num_given_ += static_cast<std::uint64_t>(next_row_ - begin);
    return RowRange{chunk_, begin, next_row_};
}

/// Reads the next chunk where no rows are left. False at the end.
bool RowQueue::find_rows() {
    while (!is_over_ && (chunk_ == nullptr || next_row_ == chunk_->length)) {
        Result<std::shared_ptr<const Chunk>> chunk = table_.next();
        if (!chunk) {
            is_over_ = true;
            throw TableFault(chunk.error().message);
        }
        chunk_ = *std::move(chunk);
        next_row_ = 0;
        is_over_ = chunk_ == nullptr;
    }
    return !is_over_;
}

std::unique_ptr<JudgedRows> RowQueue::empty_part() {
    {
        const std::scoped_lock lock(mutex_);
        if (!free_.empty()) {
            std::unique_ptr<JudgedRows> part = std::move(free_.back());
            free_.pop_back();
            return part;
        }
    }
    return std::make_unique<JudgedRows>();
}

void RowQueue::put(std::unique_ptr<JudgedRows> part) {
    std::unique_lock lock(mutex_);
    const std::uint64_t first_row = part->first_row();
    done_.emplace(first_row, std::move(part));
    if (is_taking_) {
        return;    // the thread that does takes this part, too
    }
    is_taking_ = true;
    while (!done_.empty() && done_.begin()->first == num_taken_) {
        std::unique_ptr<JudgedRows> next = std::move(done_.begin()->second);
        done_.erase(done_.begin());
        lock.unlock();
        take_(*next);
        const auto count = static_cast<std::uint64_t>(next->count);
        next->chunk.reset();
        lock.lock();
        num_taken_ += count;
        free_.push_back(std::move(next));
        taken_.notify_all();
    }
    is_taking_ = false;
}

void RowQueue::stop() {
    const std::scoped_lock lock(mutex_);
    is_over_ = true;
    taken_.notify_all();
}

void RowQueue::fail(std::string fault) {
    const std::scoped_lock lock(mutex_);
    if (fault_.empty()) {
        fault_ = std::move(fault);
    }
    is_over_ = true;
    taken_.notify_all();
}

void RowQueue::fail_with_current() {
    const std::scoped_lock lock(mutex_);
    if (failure_ == nullptr) {
        failure_ = std::current_exception();
    }
    is_over_ = true;
    taken_.notify_all();
}

std::string RowQueue::failure_words() const {
    if (failure_ == nullptr) {
        return {};
    }
    try {
        std::rethrow_exception(failure_);
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& failure) {
        return failure.what();
    } catch (...) {
        return "an unknown error";
    }
}

}    // namespace hmacsweep::columns
