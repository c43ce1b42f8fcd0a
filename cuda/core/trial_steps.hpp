// The steps that try records under several keys: an index is a pair of a record and a key. A record's blocks are packed
// once; its pairs stand side by side, so that a warp reads them once for 32 keys. The pairs of a *round* are those of
// some ranks in a row; a record that a key fits is passed over in all later rounds, and in no other, so that how many
// trials it takes depends on nothing but the rounds.
//
// One thread tries one pair. To try several keys would save it loads alone, which a warp's cache gives anyhow: a block
// takes the same operations on the pipe that bounds the speed, four loads or eight of which all lanes have the same
// address, and the second state would cost registers.
#pragma once

#include "cuda/core/judge.hpp"
#include "cuda/core/shared_word.hpp"
#include "cuda/core/text_answer.hpp"
#include "cuda/core/trial_keys.hpp"

namespace hmacsweep::core {

/// The most rounds between two looks at what is left.
inline constexpr std::uint32_t max_rounds = 4;

/// Where each of some rounds in a row ends: one rank more than its last.
struct RoundEnds {
    std::uint32_t ends[max_rounds];
    std::uint32_t count;
};

/// What the trials of items come to, one of each for each item: before the first round 0 and no_rank.
struct TrialStates {
    std::uint64_t* counts;    ///< trials made, and 2^32 for each that fitted
    std::uint32_t* ranks;     ///< the least that fits
};

inline namespace HMACSWEEP_ISA {

/// One trial's share in TrialStates::counts.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint64_t count_trial(std::uint32_t is_fit) {
    return 1 | (std::uint64_t{is_fit} << 32);
}
[[nodiscard]] HMACSWEEP_HD constexpr std::uint32_t trials_of(std::uint64_t count) {
    return static_cast<std::uint32_t>(count);
}
[[nodiscard]] HMACSWEEP_HD constexpr std::uint32_t fits_of(std::uint64_t count) {
    return static_cast<std::uint32_t>(count >> 32);
}

/// One round for the items of one family among those that stand in batch.order from `first` on: an index is an item and
/// one of `num_ranks` ranks. An item that has a schedule is tried under that alone, in the round that begins with rank
/// 0; but a canary once in every round, whatever came of it before: so it tells whether the round was run.
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

    /// At most 2^32 indices.
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
        // No branch depends on it.
        const std::uint32_t is_misfit =
            static_cast<std::uint32_t>(verdict) - static_cast<std::uint32_t>(Verdict::Valid);
        add_to_shared(states.counts + index, count_trial(1 - is_misfit));
        lower_shared(states.ranks + index, rank | (0 - is_misfit));
    }

private:
    /// Whether the pair is to be tried, and under which schedule.
    [[nodiscard]] HMACSWEEP_HD bool is_due(const BatchItem& item, std::uint32_t index, std::uint32_t rank,
                                           std::uint32_t& schedule) const {
        if (index >= num_records) {
            return rank == first_rank;
        }
        // What other threads of this round write is none of the ranks before it.
        if (states.ranks[index] < first_rank) {
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

/// Says, after some rounds in a row, what is known: an item that is valid or invalid gets its verdict, and is nothing
/// to be hashed any more. It gets none when fewer or more trials were made of it than those rounds make; then it never
/// gets one. Of a record that names no key the answer's key becomes `num_keys` and the rank that fits.
struct SettleTrials {
    TrialStates states;
    TrialKeys trial_keys;
    RoundEnds rounds;
    std::uint32_t rounds_before;    ///< how many were before those
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
            return;    // it has not come to its end
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
    // By constant indices and arithmetic: a device would copy to its stack what it has to index, or to choose from.
    [[nodiscard]] HMACSWEEP_HD std::uint32_t num_candidates(Algorithm algorithm) const {
        std::uint32_t count = 0;
        HMACSWEEP_UNROLL
        for (std::uint32_t a = 0; a < num_algorithms; ++a) {
            const std::uint32_t is_it = a == static_cast<std::uint32_t>(algorithm) ? 1 : 0;
            count += is_it * trial_keys.counts[a];
        }
        return count;
    }

    /// One rank more than the last of the round with that rank, or of the last round.
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
