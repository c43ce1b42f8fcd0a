#include "cuda/gpu/device.hpp"

#include <algorithm>
#include <csignal>
#include <thread>

namespace hmacsweep::gpu {
namespace {

/// How long the thread sleeps between two looks at the oldest piece on the device.
constexpr std::chrono::microseconds poll_interval{50};
/// Pieces smaller than this are not worth a launch.
constexpr std::size_t min_items = 256;

}    // namespace

std::string device_name(int index) {
    return "cuda:" + std::to_string(index);
}

Device::Device(std::shared_ptr<Runtime> runtime, int index, EngineOptions options)
    : runtime_(std::move(runtime)), index_(index), options_(std::move(options)) {}

void Device::start(std::shared_ptr<const KeySource> keys) {
    // Detached, because a thread inside a call that never returns cannot be joined. It keeps alive all that it touches.
    std::thread([self = shared_from_this(), keys = std::move(keys)] { self->serve(*keys); }).detach();
}

void Device::give_up_waiting(std::chrono::milliseconds waited) {
    const std::string reason = "a call did not return within " + std::to_string(waited.count()) + " ms";
    // What blocks that call may block the next call too.
    runtime_->close(reason);
    retire(reason);
    const std::scoped_lock lock(mutex_);
    is_late_ = true;
    changed_.notify_all();
}

bool Device::wait_until_open() {
    std::unique_lock lock(mutex_);
    const std::chrono::milliseconds patience = 2 * options_.patience;    // a first start compiles and maps a lot
    if (!changed_.wait_for(lock, patience, [&] { return state_ != State::Opening || is_retired_; })) {
        lock.unlock();
        give_up_waiting(patience);
        return false;
    }
    return !is_retired_;
}

Slot* Device::try_acquire() {
    const std::scoped_lock lock(mutex_);
    if (is_retired_ || free_.empty()) {
        return nullptr;
    }
    Slot* const slot = free_.back();
    free_.pop_back();
    ++num_lent_;
    return slot;
}

void Device::release(Slot& slot) {
    const std::scoped_lock lock(mutex_);
    free_.push_back(&slot);
    --num_lent_;
    changed_.notify_all();
}

Outcome Device::run(Slot& slot) {
    const auto job = std::make_shared<Job>();
    job->slot = &slot;
    std::unique_lock lock(mutex_);
    waiting_.push_back(job);
    changed_.notify_all();
    // The caller may use the load again once the thread does not use it any more.
    const auto is_over = [&] { return job->outcome.has_value() || (is_retired_ && (!is_serving_ || is_late_)); };
    if (!changed_.wait_for(lock, options_.patience, is_over)) {
        lock.unlock();
        give_up_waiting(options_.patience);
        return Outcome::Failed;
    }
    return job->outcome.value_or(Outcome::Failed);
}

std::uint8_t* Device::pin(std::size_t bytes) {
    const auto pinning = std::make_shared<Pinning>();
    pinning->bytes = bytes;
    std::unique_lock lock(mutex_);
    if (is_retired_ || is_stop_asked_) {
        return nullptr;
    }
    pinnings_.push_back(pinning);
    changed_.notify_all();
    if (!changed_.wait_for(lock, options_.patience, [&] { return pinning->memory.has_value() || is_retired_; })) {
        lock.unlock();
        give_up_waiting(options_.patience);
        return nullptr;
    }
    return pinning->memory.value_or(nullptr);
}

void Device::retire(const std::string& reason) {
    const std::scoped_lock lock(mutex_);
    if (!is_retired_) {
        is_retired_ = true;
        why_ = reason;
    }
    changed_.notify_all();
}

bool Device::is_retired() const {
    const std::scoped_lock lock(mutex_);
    return is_retired_;
}

std::string Device::why() const {
    const std::scoped_lock lock(mutex_);
    return why_;
}

std::string Device::name() const {
    const std::scoped_lock lock(mutex_);
    return name_;
}

std::size_t Device::max_items() const {
    const std::scoped_lock lock(mutex_);
    return max_items_;
}

std::size_t Device::slot_bytes() const {
    const std::scoped_lock lock(mutex_);
    return slot_bytes_;
}

bool Device::shrink(std::size_t num_items) {
    const std::scoped_lock lock(mutex_);
    max_items_ = std::min(max_items_, num_items / 2);
    return max_items_ >= min_items;
}

bool Device::stop() {
    std::unique_lock lock(mutex_);
    is_stop_asked_ = true;
    changed_.notify_all();
    const std::chrono::milliseconds patience = is_late_ ? std::chrono::milliseconds{0} : options_.patience;
    return changed_.wait_for(lock, patience, [&] { return state_ == State::Ended; });
}

void Device::serve(const KeySource& keys) {
    // Signals are the business of the program's first thread.
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, nullptr);
    try {
        open(keys);
        serve_jobs();
    } catch (const std::exception& error) {
        retire(error.what());
    }
    settle_slots();
    end_service();
    wait_for_slots();
    // In this order: the slots' work may still read the keys.
    slots_.clear();
    text_keys_.reset();
    keys_.reset();
    wait_for_stop();
    slab_memory_.clear();
    const std::scoped_lock lock(mutex_);
    state_ = State::Ended;
    changed_.notify_all();
}

void Device::open(const KeySource& keys) {
    runtime_->use_device(index_);
    const std::string name = runtime_->describe(index_).name;
    keys_ = std::make_unique<KeyMemory>(*runtime_, keys);
    slots_ = make_slots(*runtime_, options_.slots_per_device, options_.slot_bytes);
    const std::scoped_lock lock(mutex_);
    name_ = name;
    slot_bytes_ = slots_.front()->capacity();
    for (const std::unique_ptr<Slot>& slot : slots_) {
        free_.push_back(slot.get());
    }
    state_ = State::Open;
    changed_.notify_all();
}

void Device::serve_jobs() {
    for (;;) {
        std::shared_ptr<Job> next;
        std::shared_ptr<Pinning> pinning;
        {
            std::unique_lock lock(mutex_);
            const auto has_news = [&] {
                return !waiting_.empty() || !pinnings_.empty() || is_stop_asked_ || is_retired_;
            };
            if (in_flight_.empty()) {
                changed_.wait(lock, has_news);
            } else {
                changed_.wait_for(lock, poll_interval, has_news);
            }
            if (is_retired_ || (is_stop_asked_ && waiting_.empty() && in_flight_.empty())) {
                return;
            }
            if (!waiting_.empty()) {
                next = std::move(waiting_.front());
                waiting_.pop_front();
            } else if (!pinnings_.empty()) {
                pinning = std::move(pinnings_.front());
                pinnings_.pop_front();
            }
        }
        if (pinning) {
            pin(*pinning);
        } else if (next) {
            issue(next);
        } else if (!in_flight_.empty() && in_flight_.front()->slot->is_done(*runtime_)) {
            finish(*in_flight_.front(), Outcome::Done);
            in_flight_.pop_front();
        }
    }
}

void Device::issue(const std::shared_ptr<Job>& job) {
    try {
        if (text_keys_ == nullptr && job->slot->held().text_keys() != nullptr) {
            // No memory is pinned for this: slabs may have taken all memory that can be pinned.
            text_keys_ =
                std::make_unique<TextKeyMemory>(*runtime_, job->slot->held().text_keys(), job->slot->staging());
            job->slot->held().forget_answers();
        }
        job->slot->issue(*runtime_, keys_->view(), text_keys_.get());
        in_flight_.push_back(job);
    } catch (const CudaError& error) {
        if (error.severity() != Severity::OutOfMemory) {
            throw;
        }
        // What was put on the stream before must be over when the slot is loaded again.
        job->slot->settle(*runtime_);
        finish(*job, Outcome::OutOfMemory);
    }
}

void Device::pin(Pinning& pinning) {
    std::uint8_t* memory = nullptr;
    try {
        slab_memory_.emplace_back(*runtime_, pinning.bytes);
        memory = slab_memory_.back().get();
    } catch (const CudaError& error) {
        if (error.severity() != Severity::OutOfMemory) {
            throw;
        }
    }
    const std::scoped_lock lock(mutex_);
    pinning.memory = memory;
    changed_.notify_all();
}

void Device::finish(Job& job, Outcome outcome) {
    const std::scoped_lock lock(mutex_);
    job.outcome = outcome;
    changed_.notify_all();
}

void Device::end_service() {
    const std::scoped_lock lock(mutex_);
    is_serving_ = false;
    changed_.notify_all();
}

/// A device that was given up but still works may have copies from slabs ahead. Their callers reuse the slabs as soon
/// as run() returns, so the copies must be over before.
void Device::settle_slots() {
    for (const std::unique_ptr<Slot>& slot : slots_) {
        if (!is_retired() || runtime_->is_closed()) {
            return;
        }
        try {
            slot->settle(*runtime_);
        } catch (const std::exception&) {
            return;    // after an error nothing runs any more
        }
    }
}

/// Slabs may use this device's pinned memory even after the device was given up.
void Device::wait_for_stop() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return is_stop_asked_; });
}

void Device::wait_for_slots() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return num_lent_ == 0 && (is_stop_asked_ || is_retired_); });
}

}    // namespace hmacsweep::gpu
