// One GPU, and the thread that makes all calls to it. The thread opens the device, sends slots to it as they come, and
// reports when each slot has come back. The waiting thread measures the time, so that a call that never returns is
// found.
#pragma once

#include "cuda/gpu/slot.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace hmacsweep::gpu {

struct EngineOptions {
    std::vector<int> devices;    ///< the devices to use; empty: all
    std::size_t slot_bytes = usual_slot_bytes;
    std::size_t slots_per_device = 3;
    /// A call that takes longer is treated as a call that never returns.
    std::chrono::milliseconds patience{60'000};
    /// The most pinned memory for slabs.
    std::size_t slab_memory_bytes = std::size_t{2} << 30;
};

/// How the program's results and summary name a GPU: `cuda:0`.
[[nodiscard]] std::string device_name(int index);

/// What became of a piece.
enum class Outcome : std::uint8_t {
    Done,
    OutOfMemory,    ///< the device still works; a smaller piece may fit
    Failed,         ///< the device was given up; why() says why
};

/// The engine and the device's thread share the object. It lives until both have let it go.
class Device : public std::enable_shared_from_this<Device> {
public:
    Device(std::shared_ptr<Runtime> runtime, int index, EngineOptions options);

    /// Starts the thread, which opens the device with these keys and then serves slots. Call this once.
    void start(std::shared_ptr<const KeySource> keys);
    /// Waits until the device is open; false when the device cannot be used.
    bool wait_until_open();

    /// A free slot; null when no slot is free or the device was given up. The slot must come back by release().
    Slot* try_acquire();
    void release(Slot& slot);
    /// Sends a slot with its load to the device and waits for the answers. After Done, Load::check() must follow.
    Outcome run(Slot& slot);

    /// Pinned memory that lasts until stop(); null when none is available.
    [[nodiscard]] std::uint8_t* pin(std::size_t bytes);

    /// Gives the device up: it gets no more work. The first reason is kept.
    void retire(const std::string& reason);
    [[nodiscard]] bool is_retired() const;
    [[nodiscard]] std::string why() const;

    /// Ends the thread once all slots are back, and waits for that as long as patience allows. False when the thread
    /// hangs in a call; the thread is then left alone.
    bool stop();

    [[nodiscard]] int index() const { return index_; }
    [[nodiscard]] std::string name() const;
    [[nodiscard]] const KeyMemory& keys() const { return *keys_; }
    /// The size of each slot; 0 before the device is open.
    [[nodiscard]] std::size_t slot_bytes() const;
    /// The most items of a piece.
    [[nodiscard]] std::size_t max_items() const;
    /// Call this after a piece of `num_items` items did not fit in memory: pieces then have at most half as many. False
    /// when pieces would become too small to be useful.
    bool shrink(std::size_t num_items);

private:
    enum class State : std::uint8_t { Opening, Open, Ended };
    struct Job {
        Slot* slot = nullptr;
        std::optional<Outcome> outcome;
    };

    struct Pinning {
        std::size_t bytes = 0;
        std::optional<std::uint8_t*> memory;
    };

    void serve(const KeySource& keys);
    void open(const KeySource& keys);
    void serve_jobs();
    void issue(const std::shared_ptr<Job>& job);
    void finish(Job& job, Outcome outcome);
    void pin(Pinning& pinning);
    void settle_slots();
    void end_service();
    void wait_for_slots();
    void wait_for_stop();
    void give_up_waiting(std::chrono::milliseconds waited);

    const std::shared_ptr<Runtime> runtime_;
    const int index_;
    const EngineOptions options_;

    // Only the device's thread uses these.
    std::unique_ptr<KeyMemory> keys_;
    std::unique_ptr<TextKeyMemory> text_keys_;    ///< null before the first text
    std::vector<std::unique_ptr<Slot>> slots_;
    std::deque<std::shared_ptr<Job>> in_flight_;
    std::vector<PinnedMemory> slab_memory_;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    State state_ = State::Opening;
    std::string name_;
    bool is_stop_asked_ = false;
    bool is_retired_ = false;
    bool is_late_ = false;
    bool is_serving_ = true;    ///< the thread may still use the loads of slots
    std::string why_;
    std::vector<Slot*> free_;
    std::size_t num_lent_ = 0;
    std::deque<std::shared_ptr<Job>> waiting_;
    std::deque<std::shared_ptr<Pinning>> pinnings_;
    std::size_t max_items_ = ~std::size_t{0};
    std::size_t slot_bytes_ = 0;
};

}    // namespace hmacsweep::gpu
