#include "cuda/gpu/slot_search.hpp"

#include <algorithm>

namespace hmacsweep::gpu {

SlotSearch::SlotSearch(const core::TextCandidates* candidates, const SlotText& text)
    : plan_(candidates == nullptr ? Search() : Search(candidates)),
      trial_keys_(text.trial_keys),
      places_(text.places),
      num_keys_(text.keys->num_keys()) {}

/// In the first turn, only the device knows how many items each family has. Later, the pending items come first in the
/// order, and the host has counted them.
void SlotSearch::issue(Runtime& runtime, const SlotMemory& memory, const core::BatchView& batch,
                       const core::KeyTableView& keys, std::size_t num_records) const {
    const Stream stream = memory.stream.get();
    const WorkPlaces& at = memory.places;
    const std::size_t num_all = batch.num_items;
    const core::TrialStates states{memory.work<std::uint64_t>(at.trial_counts),
                                   memory.work<std::uint32_t>(at.trial_ranks)};
    auto* const verdicts = memory.work<core::Verdict>(at.output + SentAnswers::verdicts_offset);
    const bool is_first = plan_.is_first_turn();
    if (is_first) {
        static_assert(core::no_rank == 0xffffffffU);
        runtime.fill(states.counts, 0, num_all * sizeof(*states.counts), stream);
        runtime.fill(states.ranks, 0xff, num_all * sizeof(*states.ranks), stream);
    } else {
        runtime.fill(verdicts + num_records, 0, num_all - num_records, stream);    // canaries are judged once more
    }
    const std::size_t num_narrow = is_first ? num_all : pending_.num_narrow;
    const std::size_t num_wide = is_first ? num_all : pending_.num_wide;
    const std::size_t first_wide = is_first ? 0 : num_narrow;
    const auto records = static_cast<std::uint32_t>(num_records);
    std::uint32_t rank = plan_.first_rank();
    for (std::uint32_t round = 0; round < plan_.rounds().count; ++round) {
        const std::uint32_t num_ranks = plan_.rounds().ends[round] - rank;
        runtime.try_items(
            core::TryItems<core::Sha256Family>{batch, keys, trial_keys_, 0, rank, num_ranks, records, states},
            num_narrow * num_ranks, stream);
        runtime.try_items(
            core::TryItems<core::Sha512Family>{batch, keys, trial_keys_, first_wide, rank, num_ranks, records, states},
            num_wide * num_ranks, stream);
        rank += num_ranks;
    }
    auto* const answers = memory.work<core::TextAnswer>(at.output + SentAnswers::answers_offset(num_all));
    runtime.settle_trials(
        {states, trial_keys_, plan_.rounds(), plan_.rounds_before(), records, static_cast<std::uint32_t>(num_keys_),
         memory.work<core::BatchItem>(at.items), answers, verdicts},
        num_all, stream);
}

bool SlotSearch::is_pending(const SentAnswers& answers, std::size_t index) const {
    const core::TextAnswer answer = answers.answer(index);
    return is_wanted() && answer.is_plain == 1 && answer.key == core::no_key &&
           answers.verdict(index) == core::Verdict::NotJudged &&
           static_cast<std::size_t>(answer.algorithm) < core::num_algorithms &&
           plan_.num_keys(answer.algorithm) > plan_.end();
}

bool SlotSearch::has_possible_key(const SentAnswers& answers, std::size_t index) const {
    const core::TextAnswer answer = answers.answer(index);
    if (answer.key < num_keys_) {
        return true;
    }
    if (!is_wanted()) {
        return false;
    }
    const std::uint32_t num_candidates = plan_.num_keys(answer.algorithm);
    if (answer.key == core::no_key) {
        const bool is_over = num_candidates != 0 && num_candidates <= plan_.end();
        return is_over ? answers.verdict(index) == core::Verdict::Invalid : is_pending(answers, index);
    }
    return answers.verdict(index) == core::Verdict::Valid &&
           answer.key - num_keys_ < std::min(num_candidates, plan_.end());
}

SlotSearch::Pending SlotSearch::find_pending(const SentAnswers& answers) const {
    Pending pending;
    for (std::size_t i = 0; i < answers.num_items(); ++i) {
        if (is_pending(answers, i)) {
            ++(core::is_wide(answers.answer(i).algorithm) ? pending.num_wide : pending.num_narrow);
            pending.num_blocks += ((std::uint64_t{answers.frame(i).size} * places_.repeats) + places_.stride) / 64;
        }
    }
    return pending;
}

bool SlotSearch::plan_next_turn(const SentAnswers& answers) {
    if (!is_wanted()) {
        return false;
    }
    pending_ = find_pending(answers);
    if (pending_.num_narrow + pending_.num_wide == 0) {
        return false;
    }
    plan_.candidates().go_on();
    pending_.num_narrow += canaries_per_family;
    pending_.num_wide += canaries_per_family;
    plan_.plan_next_turn(pending_.num_narrow + pending_.num_wide, pending_.num_blocks);
    return true;
}

std::uint64_t SlotSearch::num_trials(const SentAnswers& answers) const {
    std::uint64_t trials = 0;
    for (std::size_t i = 0; is_wanted() && i < answers.num_items(); ++i) {
        const core::TextAnswer answer = answers.answer(i);
        if (answer.is_plain == 1 && answer.key >= num_keys_) {
            trials += plan_.num_trials(answer.algorithm, answer.key == core::no_key
                                                             ? core::no_rank
                                                             : answer.key - static_cast<std::uint32_t>(num_keys_));
        }
    }
    return trials;
}

}    // namespace hmacsweep::gpu
