// What came back for a piece of text, as it lies in the output buffer: the tally, a verdict for each record and canary,
// and an answer for each record. Nothing is trusted here; TextPiece::check() does that.
#pragma once

#include "cuda/core/frame.hpp"
#include "cuda/core/short_answer.hpp"
#include "cuda/gpu/canary.hpp"

#include <cstring>

namespace hmacsweep::gpu {

class SentAnswers {
public:
    /// The places of the verdicts and of the answers in the output.
    static constexpr std::size_t verdicts_offset = sizeof(std::uint64_t);
    static constexpr std::size_t answers_offset(std::size_t num_all) {
        constexpr std::size_t unit = sizeof(core::TextAnswer);
        return (verdicts_offset + num_all + unit - 1) / unit * unit;
    }
    /// The bytes of the output for `num_all` records and canaries.
    static constexpr std::size_t bytes(std::size_t num_all, bool is_short) {
        return answers_offset(num_all) + (num_all * (is_short ? sizeof(core::ShortAnswer) : sizeof(core::TextAnswer)));
    }

    /// Of `num_all` records and canaries, the first `num_items` are records, which have these frames. `is_short`:
    /// answers come back as core::ShortAnswer.
    SentAnswers(const std::uint8_t* output, const core::Frame* frames, std::size_t num_items, std::size_t num_all,
                bool is_short)
        : output_(output), frames_(frames), num_items_(num_items), num_all_(num_all), is_short_(is_short) {}

    [[nodiscard]] std::size_t num_items() const { return num_items_; }
    [[nodiscard]] std::size_t num_all() const { return num_all_; }
    [[nodiscard]] const core::Frame& frame(std::size_t index) const { return frames_[index]; }
    [[nodiscard]] core::Verdict verdict(std::size_t index) const {
        return static_cast<core::Verdict>(output_[verdicts_offset + index]);
    }
    [[nodiscard]] bool is_judged(std::size_t index) const {
        return verdict(index) == core::Verdict::Valid || verdict(index) == core::Verdict::Invalid;
    }
    /// The answer for a record, without its verdict. The Id's place counts from the begin of the piece's text.
    [[nodiscard]] core::TextAnswer answer(std::size_t index) const {
        const std::uint8_t* const answers = output_ + answers_offset(num_all_);
        return is_short_
                   ? core::lengthened(reinterpret_cast<const core::ShortAnswer*>(answers)[index], frames_[index].offset)
                   : reinterpret_cast<const core::TextAnswer*>(answers)[index];
    }
    /// core::CountVerdict over all verdicts.
    [[nodiscard]] std::uint64_t tally() const {
        std::uint64_t tally = 0;
        std::memcpy(&tally, output_, sizeof(tally));
        return tally;
    }

private:
    const std::uint8_t* output_;
    const core::Frame* frames_;
    std::size_t num_items_;
    std::size_t num_all_;
    bool is_short_;
};
static_assert(sizeof(core::TextAnswer) * 2 + 1 <= core::max_digest_bytes,
              "answers fit where MACs do, and shortened answers fit behind them");

}    // namespace hmacsweep::gpu
