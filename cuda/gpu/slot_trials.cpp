// A slot's way with records of text that name no key: the rounds of a search among several, and what is left after
// them.
#include "cuda/gpu/slot.hpp"
#include "cuda/gpu/slot_layout.hpp"

#include <algorithm>

namespace hmacsweep::gpu {

/// The rounds of one turn. In the first, only the device knows how many items are of which family; later, those that
/// are pending stand first in the order, and the host has counted them.
void Slot::issue_rounds(Runtime& runtime, const core::BatchView& batch, const core::KeyTableView& keys) {
    const Stream stream = stream_.get();
    std::uint8_t* const work = device_work_.get();
    const core::TrialStates states{reinterpret_cast<std::uint64_t*>(work + work_.trial_counts),
                                   reinterpret_cast<std::uint32_t*>(work + work_.trial_ranks)};
    auto* const verdicts = reinterpret_cast<core::Verdict*>(work + work_.output + slot_layout::verdicts_offset);
    const bool is_first = search_.is_first_turn();
    if (is_first) {
        static_assert(core::no_rank == 0xffffffffU);
        runtime.fill(states.counts, 0, num_all() * sizeof(*states.counts), stream);
        runtime.fill(states.ranks, 0xff, num_all() * sizeof(*states.ranks), stream);
    } else {
        runtime.fill(verdicts + num_items_, 0, num_canaries_, stream);    // the canaries are judged once more
    }
    const std::size_t num_narrow = is_first ? num_all() : pending_.num_narrow;
    const std::size_t num_wide = is_first ? num_all() : pending_.num_wide;
    const std::size_t first_wide = is_first ? 0 : num_narrow;
    const auto num_records = static_cast<std::uint32_t>(num_items_);
    std::uint32_t rank = search_.first_rank();
    for (std::uint32_t round = 0; round < search_.rounds().count; ++round) {
        const std::uint32_t num_ranks = search_.rounds().ends[round] - rank;
        runtime.try_items(
            core::TryItems<core::Sha256Family>{batch, keys, text_.trial_keys, 0, rank, num_ranks, num_records, states},
            num_narrow * num_ranks, stream);
        runtime.try_items(core::TryItems<core::Sha512Family>{batch, keys, text_.trial_keys, first_wide, rank, num_ranks,
                                                             num_records, states},
                          num_wide * num_ranks, stream);
        rank += num_ranks;
    }
    auto* const answers =
        reinterpret_cast<core::TextAnswer*>(work + work_.output + slot_layout::answers_offset(num_all()));
    runtime.settle_trials({states, text_.trial_keys, search_.rounds(), search_.rounds_before(), num_records,
                           static_cast<std::uint32_t>(text_.keys->num_keys()),
                           reinterpret_cast<core::BatchItem*>(work + work_.items), answers, verdicts},
                          num_all(), stream);
}

/// Whether keys are left for a record that names none and that no key has fitted yet.
bool Slot::is_pending(std::size_t index) const {
    const core::TextAnswer answer = sent_answer(index);
    return search_.is_wanted() && answer.is_plain == 1 && answer.key == core::no_key &&
           verdict(index) == core::Verdict::NotJudged &&
           static_cast<std::size_t>(answer.algorithm) < core::num_algorithms &&
           search_.num_keys(answer.algorithm) > search_.end();
}

/// Whether what is said of a plain record's key can be, as far as the search has come.
bool Slot::has_possible_key(std::size_t index) const {
    const core::TextAnswer answer = sent_answer(index);
    const std::size_t num_keys = text_.keys->num_keys();
    if (answer.key < num_keys) {
        return true;
    }
    if (!search_.is_wanted()) {
        return false;
    }
    const std::uint32_t num_candidates = search_.num_keys(answer.algorithm);
    if (answer.key == core::no_key) {
        const bool is_over = num_candidates != 0 && num_candidates <= search_.end();
        return is_over ? verdict(index) == core::Verdict::Invalid : is_pending(index);
    }
    return verdict(index) == core::Verdict::Valid && answer.key - num_keys < std::min(num_candidates, search_.end());
}

Slot::Pending Slot::find_pending() const {
    Pending pending;
    const core::Frame* const frames = sent_frames();
    for (std::size_t i = 0; i < num_items_; ++i) {
        if (is_pending(i)) {
            ++(core::is_wide(sent_answer(i).algorithm) ? pending.num_wide : pending.num_narrow);
            pending.num_blocks += ((std::uint64_t{frames[i].size} * text_.places.repeats) + text_.places.stride) / 64;
        }
    }
    return pending;
}

bool Slot::plan_next_turn() {
    if (!search_.is_wanted()) {
        return false;
    }
    pending_ = find_pending();
    if (pending_.num_narrow + pending_.num_wide == 0) {
        return false;
    }
    search_.candidates().go_on();
    pending_.num_narrow += canaries_per_family;
    pending_.num_wide += canaries_per_family;
    search_.plan_next_turn(pending_.num_narrow + pending_.num_wide, pending_.num_blocks);
    forget_answers();
    return true;
}

std::uint64_t Slot::num_trials() const {
    std::uint64_t trials = 0;
    for (std::size_t i = 0; search_.is_wanted() && i < num_items_; ++i) {
        const core::TextAnswer answer = sent_answer(i);
        if (answer.is_plain == 1 && answer.key >= text_.keys->num_keys()) {
            trials += search_.num_trials(answer.algorithm,
                                         answer.key == core::no_key
                                             ? core::no_rank
                                             : answer.key - static_cast<std::uint32_t>(text_.keys->num_keys()));
        }
    }
    return trials;
}

}    // namespace hmacsweep::gpu
