// The steps that try records under several keys. An index is a pair of a record and a key. A record's blocks are packed
// once; its pairs are neighbours, so that a warp reads the blocks once for 32 keys. A *round* tries the pairs of some
// consecutive ranks. A record that a key fits is passed over in all later rounds, but not in its own round, so that its
// number of trials depends only on the rounds.
//
// One thread tries one pair. A thread that tried several keys would save only loads, which a warp's cache saves
// already. Each block costs the same arithmetic, which limits the speed, and only four or eight loads, whose address is
// the same in all lanes. A second state would also cost registers.
#pragma once

#include "cuda/core/judge.hpp"
#include "cuda/core/shared_word.hpp"
#include "cuda/core/text_answer.hpp"
#include "cuda/core/trial_keys.hpp"

namespace hmacsweep::core {

/// The most rounds between two checks of what is left to try.
inline constexpr std::uint32_t max_rounds = 4;

/// The ends of `count` consecutive rounds: the last rank of each round plus one.
struct RoundEnds {
    std::uint32_t ends[max_rounds];
    std::uint32_t count;
};

/// The state of the trials, one element per item. Before the first round, counts are 0 and ranks are no_rank.
struct TrialStates {
    std::uint64_t* counts;    ///< trials made, plus 2^32 for each trial that fits
    std::uint32_t* ranks;     ///< the least rank that fits; no_rank for none
};

inline namespace HMACSWEEP_ISA {

/// What one trial adds to TrialStates::counts. `is_fit` is 0 or 1.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint64_t count_trial(std::uint32_t is_fit) {
    return 1 | (std::uint64_t{is_fit} << 32);
}
[[nodiscard]] HMACSWEEP_HD constexpr std::uint32_t trials_of(std::uint64_t count) {
    return static_cast<std::uint32_t>(count);
}
[[nodiscard]] HMACSWEEP_HD constexpr std::uint32_t fits_of(std::uint64_t count) {
    return static_cast<std::uint32_t>(count >> 32);
}

/// One round for the items of one family in batch.order from `first` on. An index is an item and one of `num_ranks`
/// ranks. An item that has a schedule is tried only under that schedule, in the round that begins with rank 0. A canary
/// is tried once in every round, even after its verdict is known: so it shows whether the round ran.
template <class Family>
struct TryItems {
    BatchView batch;
    KeyTableView keys;
    TrialKeys trial_keys;
    std::size_t first;
    std::uint32_t first_rank;
    std::uint32_t num_ranks;
    std::uint32_t num_records;    ///< behind them are the canaries
    TrialStates states;

    /// There are at most 2^32 indices.
    HMACSWEEP_HD void operator()(std::size_t i) const {
        const auto pair = static_cast<std::uint32_t>(i);
        const std::uint32_t index = batch.order[first + (pair / num_ranks)];
        const std::uint32_t rank = first_rank + (pair % num_ranks);
        const BatchItem& item = batch.items[index];
        std::uint32_t schedule = item.schedule;
        if (!is_of_family<Family>(item) || !is_due(item, index, rank, schedule)) {
            return;
        }
        const auto mac = compute_mac_under<Family>(batch, keys, item, schedule);
        const Verdict verdict =
            compare_mac<Family>(mac, 0, batch.macs + (std::size_t{index} * max_digest_bytes), item.mac_bytes);
        // No branch depends on the verdict.
        const std::uint32_t is_misfit =
            static_cast<std::uint32_t>(verdict) - static_cast<std::uint32_t>(Verdict::Valid);
        add_to_shared(states.counts + index, count_trial(1 - is_misfit));
        lower_shared(states.ranks + index, rank | (0 - is_misfit));
    }

private:
    /// Whether the pair must be tried in this round. Sets `schedule` where the item has none.
    [[nodiscard]] HMACSWEEP_HD bool is_due(const BatchItem& item, std::uint32_t index, std::uint32_t rank,
                                           std::uint32_t& schedule) const {
        if (index >= num_records) {
            return rank == first_rank;
        }
        // Other threads of this round write only ranks of this round, so they cannot change this test.
        if (read_shared(states.ranks + index) < first_rank) {
            return false;
        }
        if (schedule != no_key) {
            return rank == 0;
        }
        const auto algorithm = static_cast<std::size_t>(item.algorithm);
        if (rank >= trial_keys.counts[algorithm]) {
            return false;
        }
        schedule = trial_keys.schedules[algorithm][rank];
        return true;
    }
};

/// Settles items after some consecutive rounds. An item that is now known to be valid or invalid gets its verdict, and
/// becomes an unpacked_item(). It becomes NotJudged for good where the number of its trials is not the number that
/// those rounds make. For a record that names no key, the answer's key becomes `num_keys` plus the rank that fits. A
/// canary stays; it is NotJudged unless every round so far tried it once, with one and the same result.
struct SettleTrials {
    TrialStates states;
    TrialKeys trial_keys;
    RoundEnds rounds;
    std::uint32_t rounds_before;    ///< the number of rounds before those
    std::uint32_t num_records;      ///< behind them are the canaries
    std::uint32_t num_keys;
    BatchItem* items;
    TextAnswer* answers;
    Verdict* verdicts;

    HMACSWEEP_HD void operator()(std::size_t i) const {
        const BatchItem item = items[i];
        if (item.num_blocks == 0) {
            return;
        }
        const std::uint32_t rank = states.ranks[i];
        const std::uint32_t trials = trials_of(states.counts[i]);
        if (i >= num_records) {
            settle_canary(i, trials);
            return;
        }
        const bool is_keyed = item.schedule != no_key;
        const std::uint32_t count = is_keyed ? 1 : num_candidates(item.algorithm);
        const std::uint32_t end = end_of_round(rank);
        if (rank == no_rank && end < count) {
            return;    // there are keys left to try
        }
        const std::uint32_t expected = end < count ? end : count;
        const Verdict verdict = rank == no_rank ? Verdict::Invalid : Verdict::Valid;
        verdicts[i] = trials == expected ? verdict : Verdict::NotJudged;
        if (!is_keyed && rank != no_rank) {
            answers[i].key = num_keys + rank;
        }
        items[i] = unpacked_item();
    }

private:
    // Constant indices and arithmetic replace run-time indices and choices, for which a device would copy the arrays to
    // its stack.
    [[nodiscard]] HMACSWEEP_HD std::uint32_t num_candidates(Algorithm algorithm) const {
        std::uint32_t count = 0;
        HMACSWEEP_UNROLL
        for (std::uint32_t a = 0; a < num_algorithms; ++a) {
            const std::uint32_t is_it = a == static_cast<std::uint32_t>(algorithm) ? 1 : 0;
            count += is_it * trial_keys.counts[a];
        }
        return count;
    }

    /// The end (RoundEnds) of the round that has this rank; the end of the last round where none has.
    [[nodiscard]] HMACSWEEP_HD std::uint32_t end_of_round(std::uint32_t rank) const {
        std::uint32_t end = rounds.ends[0];
        HMACSWEEP_UNROLL
        for (std::uint32_t round = 1; round < max_rounds; ++round) {
            const std::uint32_t is_behind = round < rounds.count && rounds.ends[round - 1] <= rank ? 1 : 0;
            end += is_behind * (rounds.ends[round] - rounds.ends[round - 1]);
        }
        return end;
    }

    HMACSWEEP_HD void settle_canary(std::size_t i, std::uint32_t trials) const {
        const std::uint32_t fits = fits_of(states.counts[i]);
        const bool is_whole = trials == rounds_before + rounds.count && (fits == 0 || fits == trials);
        const Verdict verdict = fits == 0 ? Verdict::Invalid : Verdict::Valid;
        verdicts[i] = is_whole ? verdict : Verdict::NotJudged;
    }
};

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
