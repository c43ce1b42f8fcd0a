// One slot of a device: its memory, its stream, and the load that it holds.
#pragma once

#include "cuda/gpu/line_index.hpp"
#include "cuda/gpu/packed_piece.hpp"
#include "cuda/gpu/text_piece.hpp"

#include <memory>
#include <utility>
#include <variant>
#include <vector>

namespace hmacsweep::gpu {

/// One thread at a time uses a slot, and another thread may use it afterwards. The thread that has the batch calls
/// hold() and uses the load. The GPU's own thread calls issue() and is_done().
class Slot {
public:
    Slot(Runtime& runtime, std::size_t slot_bytes) : memory_(runtime, slot_bytes) {}

    /// Loads are made in this memory.
    [[nodiscard]] SlotMemory& memory() { return memory_; }
    /// Takes a load that was made in memory(), in place of the load before it, and makes it forget its answers.
    template <class L>
    L& hold(L load) {
        L& held = load_.template emplace<L>(std::move(load));
        held_ = &held;
        held.forget_answers();
        return held;
    }
    /// The load; there is one only after hold().
    [[nodiscard]] Load& held() { return *held_; }

    /// The output buffer, which has no answers before issue(). The caller that writes to it calls forget_answers()
    /// afterwards.
    [[nodiscard]] std::span<std::uint8_t> staging() { return {memory_.output.get(), memory_.output_bytes()}; }

    /// Puts the load's copies and steps on the stream, and an event behind them.
    void issue(Runtime& runtime, const core::KeyTableView& keys, const TextKeyMemory* text_keys) {
        held_->issue(runtime, keys, text_keys);
        runtime.record(memory_.event.get(), memory_.stream.get());
    }
    /// Whether the device has finished what issue() put on the stream.
    [[nodiscard]] bool is_done(Runtime& runtime) const { return runtime.is_done(memory_.event.get()); }
    /// Waits until the stream is empty.
    void settle(Runtime& runtime) const { runtime.synchronize(memory_.stream.get()); }

    /// The size of the input, in bytes.
    [[nodiscard]] std::size_t capacity() const { return memory_.capacity; }

private:
    SlotMemory memory_;
    std::variant<std::monostate, VerifyPiece, GeneratePiece, LineIndex, TextPiece> load_;
    Load* held_ = nullptr;    ///< into load_
};

/// Makes `count` slots of `slot_bytes` each on the current device. Slots are smaller where the device has less memory:
/// other programs use the device too, and a tenth of the free memory is left to them.
[[nodiscard]] std::vector<std::unique_ptr<Slot>> make_slots(Runtime& runtime, std::size_t count,
                                                            std::size_t slot_bytes);

}    // namespace hmacsweep::gpu
