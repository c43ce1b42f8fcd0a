// A piece of text in a slot: raw records go over, the device packs, orders and judges them, and an answer for each
// record comes back.
#pragma once

#include "cuda/gpu/canary.hpp"
#include "cuda/gpu/key_memory.hpp"
#include "cuda/gpu/load.hpp"
#include "cuda/gpu/slot_search.hpp"
#include "cuda/gpu/slot_text.hpp"

#include <span>

namespace hmacsweep::gpu {

class TextPiece : public Load {
public:
    /// Records of the job's frames from `begin` on: as many as fit, but at most `max_items`. A record that is too long
    /// for the slot goes alone and without its text, and the device then finds that it is not plain.
    [[nodiscard]] static TextPiece of_frames(SlotMemory& memory, const TextInput& input, std::size_t begin,
                                             std::size_t max_items, const KeyMemory& keys, std::uint64_t batch_number);
    /// Records that a LineIndex has found in `text`, from `begin` on, of `num_records`. The device has the text
    /// already.
    [[nodiscard]] static TextPiece of_index(SlotMemory& memory, const TextInput& input, SlotText text,
                                            std::size_t begin, std::size_t num_records, std::size_t max_items,
                                            const KeyMemory& keys, std::uint64_t batch_number);

    [[nodiscard]] std::shared_ptr<const TextKeys> text_keys() const override { return text_.keys; }
    void issue(Runtime& runtime, const core::KeyTableView& keys, const TextKeyMemory* text_keys) override;
    [[nodiscard]] std::string check() const override;
    bool plan_next_turn() override;
    void forget_answers() override;

    /// Where the rest of the records begins.
    [[nodiscard]] std::size_t end() const { return end_; }
    [[nodiscard]] std::size_t num_items() const { return num_items_; }
    [[nodiscard]] const SlotText& text() const { return text_; }
    [[nodiscard]] core::Verdict verdict(std::size_t index) const { return sent().verdict(index); }

    /// Writes the answer for each record. Returns how many HMACs were compared.
    [[nodiscard]] std::size_t take(std::span<core::TextAnswer> answers) const;
    /// How many of these HMACs were compared for records that name no key.
    [[nodiscard]] std::uint64_t num_trials() const { return search_.num_trials(sent()); }
    /// The digests of the text's whole leaves; `leaves` may be null.
    void take(const core::WholeLeaves* leaves) const { memory_->leaves.take(leaves); }
    /// The frames that the device has found, for a piece of an index. The caller must check them against the text
    /// (frames_fault()).
    void take(std::span<core::Frame> frames) const;

private:
    TextPiece(SlotMemory& memory, const TextInput& input, SlotText text, std::size_t begin, std::size_t end);

    void add_canaries(const KeyMemory& keys, std::uint64_t batch_number);
    void issue_packing(Runtime& runtime, const TextKeyMemory& text_keys) const;
    [[nodiscard]] std::size_t num_all() const { return num_items_ + canaries_.size(); }
    [[nodiscard]] std::size_t output_bytes() const { return SentAnswers::bytes(num_all(), is_short_); }
    /// The bytes of the frames that come back behind the answers.
    [[nodiscard]] std::size_t found_bytes() const { return is_found_ ? num_items_ * sizeof(core::Frame) : 0; }
    [[nodiscard]] SentAnswers sent() const;
    [[nodiscard]] std::string check_answers() const;

    SlotMemory* memory_;
    SlotText text_;
    std::size_t end_;
    std::size_t num_items_;
    Canaries canaries_;
    SlotSearch search_;
    const core::Frame* frames_ = nullptr;    ///< where the device has them
    bool is_found_ = false;                  ///< whether the device has found the frames
    bool is_short_;                          ///< whether answers come back as core::ShortAnswer
};

}    // namespace hmacsweep::gpu
