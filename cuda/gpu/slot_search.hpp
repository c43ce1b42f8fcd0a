// The search of one piece of text for the keys of records that name no key: its rounds on the device, and what is left
// after a turn.
#pragma once

#include "cuda/gpu/search.hpp"
#include "cuda/gpu/sent_answers.hpp"
#include "cuda/gpu/slot_text.hpp"

namespace hmacsweep::gpu {

class SlotSearch {
public:
    /// Nothing is searched where `candidates` is null.
    SlotSearch(const core::TextCandidates* candidates, const SlotText& text);

    [[nodiscard]] bool is_wanted() const { return plan_.is_wanted(); }
    [[nodiscard]] bool is_first_turn() const { return plan_.is_first_turn(); }

    /// Puts the rounds of one turn on the slot's stream. The first `num_records` items of the batch are records, and
    /// canaries are behind them.
    void issue(Runtime& runtime, const SlotMemory& memory, const core::BatchView& batch, const core::KeyTableView& keys,
               std::size_t num_records) const;

    /// Whether a record names no key, no key has fitted it yet, and some keys are left to try.
    [[nodiscard]] bool is_pending(const SentAnswers& answers, std::size_t index) const;
    /// Whether the key in the answer for a plain record is possible after the turns so far.
    [[nodiscard]] bool has_possible_key(const SentAnswers& answers, std::size_t index) const;
    /// Plans the next turn; false where no record is pending. Throws what TextCandidates::go_on throws.
    bool plan_next_turn(const SentAnswers& answers);
    /// How many HMACs the search has compared for all records that name no key.
    [[nodiscard]] std::uint64_t num_trials(const SentAnswers& answers) const;

private:
    /// The items of each family in a turn, canaries included.
    struct Pending {
        std::size_t num_narrow = 0;
        std::size_t num_wide = 0;
        std::uint64_t num_blocks = 0;
    };
    [[nodiscard]] Pending find_pending(const SentAnswers& answers) const;

    Search plan_;
    core::TrialKeys trial_keys_;
    core::TextPlaces places_;
    std::size_t num_keys_;
    Pending pending_;    ///< for turns after the first
};

}    // namespace hmacsweep::gpu
