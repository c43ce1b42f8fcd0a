// Hash and compare: from packed messages to MACs and verdicts, as many messages at a time as the word type has lanes.
// This is the program of a GPU thread, a SIMD register and a loop iteration alike.
#pragma once

#include "cuda/core/batch.hpp"

namespace hmacsweep::core {
inline namespace HMACSWEEP_ISA {

/// The schedule array for one word size.
[[nodiscard]] HMACSWEEP_HD constexpr const KeySchedule<std::uint32_t>* schedules_of(const KeyTableView& keys,
                                                                                    Sha256Family /*family*/) {
    return keys.narrow;
}
[[nodiscard]] HMACSWEEP_HD constexpr const KeySchedule<std::uint64_t>* schedules_of(const KeyTableView& keys,
                                                                                    Sha512Family /*family*/) {
    return keys.wide;
}

/// The MACs of `count` items, named by `indices`, one per lane; 1 <= count <= lanes, all of one algorithm. Lanes may
/// differ in length: one that is through keeps its state. Lanes past `count` repeat the first item.
template <class Family, class W>
[[nodiscard]] HMACSWEEP_HD HashState<W> compute_macs(const BatchView& batch, const KeyTableView& keys,
                                                     const std::uint32_t* indices, std::size_t count) {
    constexpr std::size_t lanes = num_lanes<W>;
    using Word = typename Family::Word;
    const KeySchedule<Word>* const schedules = schedules_of(keys, Family{});

    const std::uint8_t* data[lanes];
    std::uint32_t blocks[lanes];
    HashState<W> inner;
    HashState<W> outer;
    std::uint32_t most = 0;
    std::uint32_t least = ~0U;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        const BatchItem& item = batch.items[indices[lane < count ? lane : 0]];
        data[lane] = batch.blocks + item.blocks_offset;
        blocks[lane] = item.num_blocks;
        most = item.num_blocks > most ? item.num_blocks : most;
        least = item.num_blocks < least ? item.num_blocks : least;
        const KeySchedule<Word>& schedule = schedules[item.schedule];
        for (std::size_t i = 0; i < 8; ++i) {
            set_lane(inner.h[i], lane, schedule.inner.h[i]);
            set_lane(outer.h[i], lane, schedule.outer.h[i]);
        }
    }

    for (std::uint32_t b = 0; b < most; ++b) {
        MessageBlock<W> block;
        W running{};    // all ones in lanes that still have blocks
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            const bool has_block = b < blocks[lane];
            const std::uint8_t* const bytes = data[lane] + ((has_block ? b : 0) * Family::block_bytes);
            for (std::size_t i = 0; i < 16; ++i) {
                set_lane(block.w[i], lane, load_big_endian<Word>(bytes + (i * sizeof(Word))));
            }
            set_lane(running, lane, has_block ? ~Word{0} : Word{0});
        }
        if (b < least) {
            compress<Family>(inner, block);
            continue;
        }
        HashState<W> next = inner;
        compress<Family>(next, block);
        for (std::size_t i = 0; i < 8; ++i) {
            inner.h[i] = (next.h[i] & running) | (inner.h[i] & ~running);
        }
    }
    return finish_outer<Family>(batch.items[indices[0]].algorithm, inner, outer);
}

/// Constant-time compare of one lane's MAC with the one that came with the record: Valid or Invalid. No branch and no
/// early exit depends on either; only the MAC's length, which is public, decides what counts.
template <class Family, class W>
[[nodiscard]] HMACSWEEP_HD Verdict compare_mac(const HashState<W>& computed, std::size_t lane, const std::uint8_t* mac,
                                               std::uint32_t mac_bytes) {
    using Word = typename Family::Word;
    Word difference = mac_bytes == 0 ? Word{1} : Word{0};
    HMACSWEEP_UNROLL
    for (std::uint32_t i = 0; i < 8; ++i) {
        const auto first = static_cast<std::uint32_t>(i * sizeof(Word));
        // How many bytes of this word the MAC covers, and the mask of them.
        const std::uint32_t covered = mac_bytes <= first ? 0 : mac_bytes - first;
        const std::uint32_t dropped_bits =
            covered >= sizeof(Word) ? 0 : static_cast<std::uint32_t>(8 * (sizeof(Word) - covered));
        const Word mask = covered == 0 ? Word{0} : static_cast<Word>(~Word{0} << dropped_bits);
        difference |= (get_lane(computed.h[i], lane) ^ load_big_endian<Word>(mac + first)) & mask;
    }
    // 1 when any bit differs, by arithmetic.
    const auto differs = static_cast<std::uint32_t>((difference | (Word{0} - difference)) >> (8 * sizeof(Word) - 1));
    return static_cast<Verdict>(static_cast<std::uint32_t>(Verdict::Valid) + differs);
}
static_assert(static_cast<int>(Verdict::Invalid) == static_cast<int>(Verdict::Valid) + 1);

/// The first run of items in `order` from `begin` that share an algorithm and fit the lanes: its length.
template <std::size_t Lanes>
[[nodiscard]] HMACSWEEP_HD std::size_t run_length(const BatchView& batch, std::size_t begin) {
    const Algorithm algorithm = batch.items[batch.order[begin]].algorithm;
    std::size_t count = 1;
    while (count < Lanes && begin + count < batch.num_items &&
           batch.items[batch.order[begin + count]].algorithm == algorithm) {
        ++count;
    }
    return count;
}

/// Walks the batch in Schedule order, a register of lanes at a time, and calls `use(family, state, index, lane)` for
/// every item with the MACs just computed. W32 and W64 are the word types for the two families.
template <class W32, class W64, class Use>
void for_each_mac(const BatchView& batch, const KeyTableView& keys, Use&& use) {
    const auto run = [&](auto family, auto word, std::size_t begin) {
        using Family = decltype(family);
        using W = decltype(word);
        const std::size_t count = run_length<num_lanes<W>>(batch, begin);
        const HashState<W> macs = compute_macs<Family, W>(batch, keys, batch.order + begin, count);
        for (std::size_t lane = 0; lane < count; ++lane) {
            use(family, macs, batch.order[begin + lane], lane);
        }
        return count;
    };
    for (std::size_t begin = 0; begin < batch.num_items;) {
        begin += is_wide(batch.items[batch.order[begin]].algorithm) ? run(Sha512Family{}, W64{}, begin)
                                                                    : run(Sha256Family{}, W32{}, begin);
    }
}

/// Judges every item of the batch: verdicts[i] becomes Valid or Invalid.
template <class W32, class W64>
void verify_batch(const BatchView& batch, const KeyTableView& keys, Verdict* verdicts) {
    for_each_mac<W32, W64>(batch, keys, [&](auto family, const auto& macs, std::uint32_t index, std::size_t lane) {
        verdicts[index] = compare_mac<decltype(family)>(macs, lane, batch.macs + (index * max_digest_bytes),
                                                        batch.items[index].mac_bytes);
    });
}

/// Computes the MAC of every item: max_digest_bytes at macs + i * max_digest_bytes, of which the first
/// digest_bytes(algorithm) are written.
template <class W32, class W64>
void generate_batch(const BatchView& batch, const KeyTableView& keys, std::uint8_t* macs_out) {
    for_each_mac<W32, W64>(batch, keys, [&](auto family, const auto& macs, std::uint32_t index, std::size_t lane) {
        using Word = typename decltype(family)::Word;
        std::uint8_t* const out = macs_out + (index * max_digest_bytes);
        for (std::size_t i = 0; i < digest_bytes(batch.items[index].algorithm) / sizeof(Word); ++i) {
            store_big_endian<Word>(out + (i * sizeof(Word)), get_lane(macs.h[i], lane));
        }
    });
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
