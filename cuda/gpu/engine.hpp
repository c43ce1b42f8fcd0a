// The GPU engine behind a plain C++ interface: batches go in, verdicts or MACs come out, by whichever GPU has a free
// slot. A GPU that fails is given up and its work is done again on those that are left; the engine never judges by
// other means.
#pragma once

#include "cuda/gpu/device.hpp"
#include "cuda/gpu/slab_memory.hpp"

#include <atomic>
#include <stdexcept>

namespace hmacsweep::gpu {

/// No GPU is left to do the work; what() says what became of each.
class NoDeviceLeft : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// What one GPU did.
struct DeviceShare {
    int index = 0;
    std::string name;
    std::uint64_t items = 0;    ///< of batches that were finished
    std::string failure;        ///< why it was given up; empty when it was not
};

/// Serves any number of threads at once.
class Engine {
public:
    /// Opens the devices with these keys; throws NoDeviceLeft when none of them can be used.
    Engine(std::shared_ptr<Runtime> runtime, std::shared_ptr<KeySource> keys, const EngineOptions& options);
    /// Wipes the keys on the devices, and waits for that, unless a device hangs. No thread may be inside a call.
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;
    Engine(Engine&&) = delete;
    Engine& operator=(Engine&&) = delete;

    /// Judges a batch: verdicts[i] becomes Valid or Invalid. Throws NoDeviceLeft; the verdicts are void then.
    void verify(const core::BatchView& batch, std::span<core::Verdict> verdicts);
    /// Computes the MACs of a batch, core::max_digest_bytes for each item, zero beyond the digest. Throws likewise.
    void generate(const core::BatchView& batch, std::span<std::uint8_t> macs);
    /// Judges those records of a text that are plain: one answer for each frame. Throws likewise. False, and nothing is
    /// done, for a shape that is too large, for more candidate keys than a slot can take besides, and for keys that are
    /// to be used otherwise than in the first call. Throws what TrialLists::go_on throws.
    bool judge_texts(const core::PlainShapeView& shape, const core::PlainKeysView& keys, std::size_t num_keys,
                     TextBatch batch, std::span<core::TextAnswer> answers);

    /// The same for a text whose records are lines, which the device finds: TextBatch::lines and slab_bytes instead of
    /// frames. False also where a slot does not hold all of it, or its lines, and where a quote is left open at its
    /// end.
    bool judge_lines(const core::PlainShapeView& shape, const core::PlainKeysView& keys, std::size_t num_keys,
                     TextBatch batch, FoundRecords& found);

    [[nodiscard]] std::vector<DeviceShare> shares() const;
    /// For slabs that go to judge_texts(); they must be gone before the engine is.
    [[nodiscard]] SlabMemory& slab_memory() { return slab_memory_; }

private:
    struct Lent {
        std::size_t position = 0;    ///< of the device in devices_
        Slot* slot = nullptr;
    };
    /// What became of one piece: where the rest begins, which is `begin` when it must be done again, and how many items
    /// count as done.
    struct Piece {
        std::size_t end = 0;
        std::size_t num_done = 0;
    };
    /// load(device, slot, begin) fills a slot and returns where the rest begins; take(slot, begin) takes the answers
    /// and returns how many items count.
    template <class Load, class Take>
    void run(std::size_t num_items, Load&& load, Take&& take);
    template <class Load, class Take>
    Piece run_piece(const Lent& lent, std::size_t begin, Load&& load, Take&& take);
    /// What became of a text whose records the device finds.
    enum class Lines : std::uint8_t { Judged, NotForDevice, Again };
    Lines run_lines(const Lent& lent, const TextBatch& batch, FoundRecords& found);
    Lines index_lines(const Lent& lent, const TextBatch& batch, FoundRecords& found);
    [[nodiscard]] std::shared_ptr<const TextKeys> text_keys(const core::PlainKeysView& keys, std::size_t num_keys);
    [[nodiscard]] std::uint8_t* pin(std::size_t bytes);
    static std::size_t take_trials(const Slot& slot, std::span<const core::TextAnswer> answers, TrialLists& lists);
    [[nodiscard]] std::size_t most_trial_bytes() const;
    void stop();
    Lent acquire();
    void release(const Lent& lent);
    [[nodiscard]] std::string why_none() const;

    std::shared_ptr<Runtime> runtime_;
    std::shared_ptr<KeySource> keys_;
    std::vector<std::shared_ptr<Device>> devices_;
    std::vector<std::atomic<std::uint64_t>> items_;    ///< one for each device
    std::atomic<std::uint64_t> num_pieces_{0};
    mutable std::mutex mutex_;
    std::shared_ptr<const TextKeys> text_keys_;
    std::condition_variable slot_free_;
    std::size_t next_device_ = 0;
    SlabMemory slab_memory_;
};

}    // namespace hmacsweep::gpu
