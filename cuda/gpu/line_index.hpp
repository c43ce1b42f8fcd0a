// The step before judging when the device finds the records of a text: the text goes over, and the index of its lines
// comes back. The frames stay on the device.
#pragma once

#include "cuda/gpu/load.hpp"
#include "cuda/gpu/slot_text.hpp"

#include <optional>
#include <utility>

namespace hmacsweep::gpu {

/// Puts all of a text into a slot for a LineIndex. Nothing is done where the slot does not hold the text.
[[nodiscard]] std::optional<SlotText> put_whole_text(SlotMemory& memory, const TextInput& input,
                                                     std::uint64_t batch_number);

class LineIndex : public Load {
public:
    /// `text` is all of a text (put_whole_text()).
    LineIndex(SlotMemory& memory, SlotText text, const core::LineRules& rules)
        : memory_(&memory), text_(std::move(text)), rules_(rules) {}

    [[nodiscard]] std::shared_ptr<const TextKeys> text_keys() const override { return text_.keys; }
    void issue(Runtime& runtime, const core::KeyTableView& keys, const TextKeyMemory* text_keys) override;
    [[nodiscard]] std::string check() const override;
    void forget_answers() override;

    /// What the device found, after check().
    [[nodiscard]] core::RecordIndex index() const;
    /// The digests of the text's whole leaves; `leaves` may be null.
    void take(const core::WholeLeaves* leaves) const { memory_->leaves.take(leaves); }
    [[nodiscard]] const SlotText& text() const { return text_; }

private:
    SlotMemory* memory_;
    SlotText text_;
    core::LineRules rules_;
};

}    // namespace hmacsweep::gpu
