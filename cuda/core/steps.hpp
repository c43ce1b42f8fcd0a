// The steps that a GPU runs, each as a functor over an index. A kernel calls it once per thread, a host test once per
// iteration. They hold views and own nothing.
#pragma once

#include "cuda/core/judge.hpp"

namespace hmacsweep::core {

/// Threads that run in lockstep and can vote.
inline constexpr std::uint32_t warp_lanes = 32;

/// The verdicts of 32 items in two words, one bit per item: whether the item was judged, and whether it is valid. A
/// byte that is neither Valid nor Invalid counts as not judged.
struct VerdictWords {
    std::uint32_t judged;
    std::uint32_t valid;
};

inline namespace HMACSWEEP_ISA {

/// Makes key schedules from K0s, one key per index. `k0` has Family::block_bytes for each key.
template <class Family>
struct MakeSchedules {
    const std::uint8_t* k0;
    const Algorithm* algorithms;
    KeySchedule<typename Family::Word>* schedules;

    HMACSWEEP_HD void operator()(std::size_t i) const {
        schedules[i] = schedule_from_k0<Family>(algorithms[i], k0 + (i * Family::block_bytes));
    }
};

/// Writes the input of the sort that makes the Schedule: the sort key of each item, and the items in input order.
struct StartOrder {
    const BatchItem* items;
    std::uint16_t* keys;
    std::uint32_t* order;

    HMACSWEEP_HD void operator()(std::size_t i) const {
        keys[i] = schedule_key(items[i]);
        order[i] = static_cast<std::uint32_t>(i);
    }
};

/// Hashes and compares the items in batch.order from `first` on, one per index: their verdicts become Valid or Invalid.
/// Items of the other family, and items with nothing to hash, are passed over.
template <class Family>
struct JudgeItems {
    BatchView batch;
    KeyTableView keys;
    std::size_t first;
    Verdict* verdicts;

    HMACSWEEP_HD void operator()(std::size_t i) const {
        const std::uint32_t index = batch.order[first + i];
        if (!is_of_family<Family>(batch.items[index])) {
            return;
        }
        const auto mac = compute_mac<Family>(batch, keys, index);
        verdicts[index] = compare_mac<Family>(mac, 0, batch.macs + (std::size_t{index} * max_digest_bytes),
                                              batch.items[index].mac_bytes);
    }
};

/// Computes the MACs of the items in batch.order from `first` on, one per index, all of this family. `macs` has
/// max_digest_bytes for each item; the first digest_bytes are written.
template <class Family>
struct GenerateItems {
    BatchView batch;
    KeyTableView keys;
    std::size_t first;
    std::uint8_t* macs;

    HMACSWEEP_HD void operator()(std::size_t i) const {
        using Word = typename Family::Word;
        const std::uint32_t index = batch.order[first + i];
        const auto mac = compute_mac<Family>(batch, keys, index);
        std::uint8_t* const out = macs + (std::size_t{index} * max_digest_bytes);
        const std::size_t words = digest_bytes(batch.items[index].algorithm) / sizeof(Word);
        HMACSWEEP_UNROLL
        for (std::size_t w = 0; w < 8; ++w) {
            if (w < words) {
                store_big_endian<Word>(out + (w * sizeof(Word)), mac.h[w]);
            }
        }
    }
};

/// Packs verdict bytes into words, a warp at a time. Every lane of a warp calls it with the same `vote`, which returns
/// the lanes' answers as the bits of one word.
struct PackVerdicts {
    const Verdict* verdicts;
    std::size_t num_items;
    VerdictWords* words;

    template <class Vote>
    HMACSWEEP_HD void operator()(std::size_t i, Vote&& vote) const {
        const Verdict verdict = i < num_items ? verdicts[i] : Verdict::NotJudged;
        const bool is_valid = verdict == Verdict::Valid;
        const VerdictWords packed{vote(is_valid || verdict == Verdict::Invalid), vote(is_valid)};
        if (i % warp_lanes == 0) {
            words[i / warp_lanes] = packed;
        }
    }
};

/// One item's share in the tally: the upper 32 bits count judged items, the lower 32 bits count valid ones.
struct CountVerdict {
    HMACSWEEP_HD std::uint64_t operator()(Verdict verdict) const {
        const std::uint64_t is_valid = verdict == Verdict::Valid ? 1 : 0;
        const std::uint64_t is_invalid = verdict == Verdict::Invalid ? 1 : 0;
        return ((is_valid + is_invalid) << 32) | is_valid;
    }
};

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
