// The GPU engine behind a plain C++ interface: batches or texts go in, and verdicts or MACs come out. Any GPU that has
// a free slot does the work. The engine gives up a GPU that fails, and does its work again on the GPUs that are left.
// The engine judges by GPU only.
#pragma once

#include "cuda/core/share.hpp"
#include "cuda/core/text_job.hpp"
#include "cuda/gpu/device.hpp"
#include "cuda/gpu/slab_memory.hpp"

#include <atomic>
#include <stdexcept>

namespace hmacsweep::gpu {

/// No GPU is left to do the work; what() says why each GPU was given up.
class NoDeviceLeft : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
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
    /// Computes the MACs of a batch: core::max_digest_bytes for each item, zero behind the digest. Throws NoDeviceLeft;
    /// the MACs are void then.
    void generate(const core::BatchView& batch, std::span<std::uint8_t> macs);
    /// Judges the plain records of a text. Throws NoDeviceLeft, and what TextCandidates::go_on throws; the result is
    /// void then. False, with a void result, means that the job is not for the engine: its shape is too large, it has
    /// too many candidate keys for a slot, or it uses the keys in another way than the first job did. Where the engine
    /// must find the records, false also means that the text or its lines do not fit into one slot, or that a quote is
    /// left open.
    bool judge(const core::TextJob& job, core::TextResult& result);

    /// One for each GPU: the records of the batches that the GPU finished, and why the GPU was given up.
    [[nodiscard]] std::vector<core::Share> shares() const;
    /// Memory for the slabs of jobs. The slabs must be gone before the engine is.
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
    void judge_frames(TextInput& text, core::TextResult& result);
    bool judge_lines(TextInput& text, core::TextResult& result);
    Lines run_lines(const Lent& lent, const TextInput& text, core::TextResult& result);
    Lines index_lines(const Lent& lent, const TextInput& text, core::TextResult& result);
    [[nodiscard]] std::shared_ptr<const TextKeys> text_keys(const core::PlainKeysView& keys, std::size_t num_keys);
    [[nodiscard]] std::uint8_t* pin(std::size_t bytes);
    static std::size_t take_trials(const Slot& slot, std::span<const core::TextAnswer> answers,
                                   core::TextCandidates& candidates);
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
