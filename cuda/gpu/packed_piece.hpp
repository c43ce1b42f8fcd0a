// A piece of a packed batch in a slot: items with their blocks and MACs go over, and verdicts or MACs come back.
#pragma once

#include "cuda/gpu/canary.hpp"
#include "cuda/gpu/key_memory.hpp"
#include "cuda/gpu/load.hpp"
#include "cuda/gpu/slot_memory.hpp"

#include <span>

namespace hmacsweep::gpu {

/// What pieces that are verified and pieces that get their MACs have in common.
class PackedPiece : public Load {
public:
    void issue(Runtime& runtime, const core::KeyTableView& keys, const TextKeyMemory* text_keys) final;
    void forget_answers() final;

    /// Where the rest of the batch begins.
    [[nodiscard]] std::size_t end() const { return end_; }
    [[nodiscard]] std::size_t num_items() const { return num_items_; }
    /// Bytes that go to the device.
    [[nodiscard]] std::size_t input_bytes() const { return input_.end; }

protected:
    /// Copies items of the batch from `begin` on, as many as fit but at most `max_items`, and adds canaries behind
    /// them.
    PackedPiece(SlotMemory& memory, const core::BatchView& batch, std::size_t begin, std::size_t max_items,
                const KeyMemory& keys, std::uint64_t batch_number);

    [[nodiscard]] const std::uint8_t* output() const { return memory_->output.get(); }
    [[nodiscard]] const SlotMemory& memory() const { return *memory_; }
    [[nodiscard]] const Canaries& canaries() const { return canaries_; }
    [[nodiscard]] std::size_t num_all() const { return num_items_ + canaries_.size(); }
    /// Items of SHA-224 and SHA-256, canaries included.
    [[nodiscard]] std::size_t num_narrow() const { return num_narrow_; }

    /// Bytes that come back, and how many of them, at the begin, issue_steps() has copied to the host itself.
    [[nodiscard]] virtual std::size_t output_bytes() const = 0;
    [[nodiscard]] virtual std::size_t copied_bytes() const { return 0; }
    /// Puts the steps on the stream that judge or hash the items, whose order is known.
    virtual void issue_steps(Runtime& runtime, const core::BatchView& batch, const core::KeyTableView& keys) = 0;

private:
    /// Where the parts of the input are, both in the pinned buffer and on the device.
    struct Places {
        std::size_t items = 0;
        std::size_t macs = 0;
        std::size_t blocks = 0;
        std::size_t end = 0;
    };
    void add_canaries(const KeyMemory& keys, std::uint64_t batch_number, bool is_wide);

    SlotMemory* memory_;
    Places input_;
    std::size_t end_ = 0;
    std::size_t num_items_ = 0;
    std::size_t num_narrow_ = 0;
    Canaries canaries_;
};

/// Items whose MACs are compared.
class VerifyPiece : public PackedPiece {
public:
    VerifyPiece(SlotMemory& memory, const core::BatchView& batch, std::size_t begin, std::size_t max_items,
                const KeyMemory& keys, std::uint64_t batch_number)
        : PackedPiece(memory, batch, begin, max_items, keys, batch_number) {}

    [[nodiscard]] std::string check() const override;
    /// The verdict on an item, or on a canary behind the items.
    [[nodiscard]] core::Verdict verdict(std::size_t index) const;
    /// Writes the verdict on each item.
    void take(std::span<core::Verdict> verdicts) const;

private:
    [[nodiscard]] std::size_t output_bytes() const override;
    [[nodiscard]] std::size_t copied_bytes() const override;
    void issue_steps(Runtime& runtime, const core::BatchView& batch, const core::KeyTableView& keys) override;
    [[nodiscard]] std::string check_words() const;
};

/// Items whose MACs are made.
class GeneratePiece : public PackedPiece {
public:
    GeneratePiece(SlotMemory& memory, const core::BatchView& batch, std::size_t begin, std::size_t max_items,
                  const KeyMemory& keys, std::uint64_t batch_number)
        : PackedPiece(memory, batch, begin, max_items, keys, batch_number) {}

    [[nodiscard]] std::string check() const override;
    /// Writes core::max_digest_bytes for each item.
    void take(std::span<std::uint8_t> macs) const;

private:
    [[nodiscard]] std::size_t output_bytes() const override { return num_all() * core::max_digest_bytes; }
    void issue_steps(Runtime& runtime, const core::BatchView& batch, const core::KeyTableView& keys) override;
    [[nodiscard]] std::string check_macs() const;
};

}    // namespace hmacsweep::gpu
