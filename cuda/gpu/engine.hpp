// The GPU engine behind a plain C++ interface: batches or texts go in, and verdicts or MACs come out. Any GPU that has
// a free slot does the work. The engine gives up a GPU that fails, and does its work again on the GPUs that are left.
// The engine judges by GPU only.
#pragma once

#include "cuda/core/text_job.hpp"
#include "cuda/gpu/device_pool.hpp"
#include "cuda/gpu/slab_memory.hpp"

#include <atomic>

namespace hmacsweep::gpu {

/// Serves any number of threads at once. No thread may be inside a call when the engine is destroyed.
class Engine {
public:
    /// Opens the devices with these keys; throws NoDeviceLeft when no device can be used.
    Engine(const std::shared_ptr<Runtime>& runtime, std::shared_ptr<KeySource> keys, const EngineOptions& options)
        : pool_(runtime, std::move(keys), options),
          slab_memory_([this](std::size_t bytes) { return pool_.pin(bytes); }, options.slab_memory_bytes) {}

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
    [[nodiscard]] std::vector<core::Share> shares() const { return pool_.shares(); }
    /// Memory for the slabs of jobs. The slabs must be gone before the engine is.
    [[nodiscard]] SlabMemory& slab_memory() { return slab_memory_; }

private:
    /// What became of one piece: where the rest begins, and how many records count as done. The piece must be done
    /// again where the rest begins where the piece began.
    struct Piece {
        std::size_t end = 0;
        std::size_t num_done = 0;
    };
    /// What became of a text whose records the device must find.
    enum class Lines : std::uint8_t { Done, NotForDevice, Again };

    /// Runs all pieces of a batch. `load(device, slot, begin)` makes the slot hold a piece and returns that piece;
    /// `take(piece, begin)` takes the answers and returns how many records count as done.
    template <class Load, class Take>
    void run(std::size_t num_items, Load&& load, Take&& take);
    template <class Load, class Take>
    static Piece run_piece(const LentSlot& lent, std::size_t begin, Load&& load, Take&& take);

    void judge_frames(TextInput& input, core::TextResult& result);
    bool judge_lines(TextInput& input, core::TextResult& result);
    /// Finds the records of a text that is in the slot. Done means that result.frames has room for all of them.
    static Lines find_records(const LentSlot& lent, const SlotText& text, const TextInput& input,
                              core::TextResult& result);
    /// Judges the records that find_records() has found.
    Lines judge_found(const LentSlot& lent, const SlotText& text, const TextInput& input, core::TextResult& result);
    [[nodiscard]] std::shared_ptr<const TextKeys> text_keys(const core::PlainKeysView& keys, std::size_t num_keys);

    DevicePool pool_;
    SlabMemory slab_memory_;
    std::atomic<std::uint64_t> num_pieces_{0};
    std::mutex mutex_;
    std::shared_ptr<const TextKeys> text_keys_;    ///< of the first job, guarded by mutex_
};

}    // namespace hmacsweep::gpu
