// Hash and compare: from packed messages to MACs and verdicts, as many messages at a time as the word type has lanes. A
// GPU thread, a SIMD register and a loop iteration all run this code.
#pragma once

#include "cuda/core/compare.hpp"

namespace hmacsweep::core {

/// The word type in place of W for so few messages that fit into its lanes, and for messages of fewer blocks.
template <class W>
struct FewLanes {
    using Type = W;
    static constexpr std::uint32_t least_blocks = 0;
};

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

/// The inner and outer key states of items, one item per lane.
template <class W>
struct LaneKeys {
    HashState<W> inner;
    HashState<W> outer;
};

/// The schedules of `count` items, named by `indices`. Lanes past `count` repeat the first item.
template <class Family, class W>
[[nodiscard]] HMACSWEEP_INLINE HMACSWEEP_HD LaneKeys<W> load_keys(const BatchView& batch, const KeyTableView& keys,
                                                                  const std::uint32_t* indices, std::size_t count) {
    constexpr std::size_t lanes = num_lanes<W>;
    const auto* const schedules = schedules_of(keys, Family{});
    const std::uint32_t first = batch.items[indices[0]].schedule;
    const std::uint8_t* rows[lanes];
    std::uint32_t keys_differ = 0;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        const std::uint32_t schedule = batch.items[indices[lane < count ? lane : 0]].schedule;
        rows[lane] = reinterpret_cast<const std::uint8_t*>(schedules + schedule);
        keys_differ |= schedule ^ first;
    }
    LaneKeys<W> loaded;
    if (keys_differ == 0) {
        HMACSWEEP_UNROLL
        for (std::size_t i = 0; i < 8; ++i) {
            loaded.inner.h[i] = broadcast<W>(schedules[first].inner.h[i]);
            loaded.outer.h[i] = broadcast<W>(schedules[first].outer.h[i]);
        }
    } else {
        load_rows<8, ByteOrder::Native>(rows, 0, loaded.inner.h);
        load_rows<8, ByteOrder::Native>(rows, sizeof(schedules->inner), loaded.outer.h);
    }
    return loaded;
}

/// Hashes blocks `done` to `most` - 1 of messages of different lengths; the longest has `most` blocks. A lane whose
/// message has ended hashes its first block again and keeps its state.
template <class Family, class W>
HMACSWEEP_HD void hash_tails(HashState<W>& state, const std::uint8_t* const* data, const std::uint32_t* num_blocks,
                             std::uint32_t done, std::uint32_t most) {
    constexpr std::size_t lanes = num_lanes<W>;
    using Word = typename Family::Word;
    for (std::uint32_t b = done; b < most; ++b) {
        const std::uint8_t* rows[lanes];
        Word has_block[lanes];    // all ones where it has
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            const bool has = b < num_blocks[lane];
            rows[lane] = data[lane] + (has ? std::size_t{b} * Family::block_bytes : 0);
            has_block[lane] = has ? ~Word{0} : Word{0};
        }
        W running;
        __builtin_memcpy(&running, has_block, sizeof(running));
        MessageBlock<W> block;
        load_rows<16, ByteOrder::Big>(rows, 0, block.w);
        HashState<W> next = state;
        compress<Family>(next, block);
        HMACSWEEP_UNROLL
        for (std::size_t i = 0; i < 8; ++i) {
            state.h[i] = (next.h[i] & running) | (state.h[i] & ~running);
        }
    }
}

/// The MAC of one item under schedule `key_schedule`, which need not be the item's own. The loop over the message's
/// blocks also does the outer hash, as one more turn: so the compression exists once, because a GPU's instruction cache
/// has no room for two copies. Blocks and schedules must lie at multiples of 16 bytes on a device.
template <class Family, class W = typename Family::Word, class How = Compress<Family>>
[[nodiscard]] HMACSWEEP_HD HashState<W> compute_mac_under(const BatchView& batch, const KeyTableView& keys,
                                                          const BatchItem& item, std::uint32_t key_schedule) {
    const Algorithm algorithm = item.algorithm;
    const std::uint8_t* data = batch.blocks + item.blocks_offset;
    const auto* const schedule = reinterpret_cast<const std::uint8_t*>(schedules_of(keys, Family{}) + key_schedule);
    HashState<W> state;
    load_rows<8, ByteOrder::Native>(&schedule, 0, state.h);
    HMACSWEEP_KEEP_LOOP
    for (std::uint32_t left = item.num_blocks;; --left) {
        MessageBlock<W> block;
        if (left != 0) {
            load_rows<16, ByteOrder::Big>(&data, 0, block.w);
            data += Family::block_bytes;
        } else {
            block = outer_block<Family>(algorithm, state);
            load_rows<8, ByteOrder::Native>(&schedule, sizeof(state), state.h);
        }
        How{}(state, block);
        if (left == 0) {
            return state;
        }
    }
}

/// The MAC of one item under its own schedule.
template <class Family, class W = typename Family::Word, class How = Compress<Family>>
[[nodiscard]] HMACSWEEP_HD HashState<W> compute_mac(const BatchView& batch, const KeyTableView& keys,
                                                    std::uint32_t index) {
    const BatchItem& item = batch.items[index];
    return compute_mac_under<Family, W, How>(batch, keys, item, item.schedule);
}

/// The MACs of `count` items of one algorithm, named by `indices`, one item per lane; 1 <= count <= lanes. The messages
/// may differ in length. Lanes past `count` repeat the first item.
template <class Family, class W>
[[nodiscard]] HMACSWEEP_HD HashState<W> compute_macs(const BatchView& batch, const KeyTableView& keys,
                                                     const std::uint32_t* indices, std::size_t count) {
    constexpr std::size_t lanes = num_lanes<W>;
    static_assert(lanes > 1);
    const std::uint8_t* data[lanes];
    std::uint32_t num_blocks[lanes];
    std::uint32_t most = 0;
    std::uint32_t least = ~0U;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        const BatchItem& item = batch.items[indices[lane < count ? lane : 0]];
        data[lane] = batch.blocks + item.blocks_offset;
        num_blocks[lane] = item.num_blocks;
        most = item.num_blocks > most ? item.num_blocks : most;
        least = item.num_blocks < least ? item.num_blocks : least;
    }
    LaneKeys<W> states = load_keys<Family, W>(batch, keys, indices, count);
    std::size_t offset = 0;
    for (std::uint32_t b = 0; b < least; ++b) {
        MessageBlock<W> block;
        load_rows<16, ByteOrder::Big>(data, offset, block.w);
        compress<Family>(states.inner, block);
        offset += Family::block_bytes;
    }
    if (least < most) {
        hash_tails<Family>(states.inner, data, num_blocks, least, most);
    }
    return finish_outer<Family>(batch.items[indices[0]].algorithm, states.inner, states.outer);
}

/// The number of items in `order`, from `begin` on and at most `Lanes`, that share an algorithm.
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

/// Walks the batch in Schedule order, one register of lanes at a time. Calls `use(family, macs, indices, count)` with
/// the computed MACs of `count` items, one per lane. W32 and W64 are the word types for the two families.
template <class W32, class W64, class Use>
HMACSWEEP_INLINE void for_each_run(const BatchView& batch, const KeyTableView& keys, Use&& use) {
    const auto run = [&](auto family, auto word, std::size_t begin) {
        using Family = decltype(family);
        using W = decltype(word);
        using Few = typename FewLanes<W>::Type;
        const std::size_t count = run_length<num_lanes<W>>(batch, begin);
        const std::uint32_t* const indices = batch.order + begin;
        if constexpr (num_lanes<W> == 1) {
            use(family, compute_mac<Family>(batch, keys, indices[0]), indices, count);
        } else {
            if (num_lanes<Few> < num_lanes<W> &&
                (count <= num_lanes<Few> || batch.items[indices[0]].num_blocks < FewLanes<W>::least_blocks)) {
                const std::size_t few = count < num_lanes<Few> ? count : num_lanes<Few>;
                use(family, compute_macs<Family, Few>(batch, keys, indices, few), indices, few);
                return few;
            }
            use(family, compute_macs<Family, W>(batch, keys, indices, count), indices, count);
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
    for_each_run<W32, W64>(
        batch, keys,
        [&](auto family, const auto& macs, const std::uint32_t* indices, [[maybe_unused]] std::size_t count) {
            using Family = decltype(family);
            if constexpr (num_lanes<W32> > 1) {
                compare_macs<Family>(macs, batch, indices, count, verdicts);
            } else {
                const std::size_t index = indices[0];
                verdicts[index] =
                    compare_mac<Family>(macs, 0, batch.macs + (index * max_digest_bytes), batch.items[index].mac_bytes);
            }
        });
}

/// Computes the MAC of every item: writes the first digest_bytes(algorithm) bytes at macs_out + i * max_digest_bytes.
template <class W32, class W64>
void generate_batch(const BatchView& batch, const KeyTableView& keys, std::uint8_t* macs_out) {
    for_each_run<W32, W64>(
        batch, keys, [&](auto family, const auto& macs, const std::uint32_t* indices, std::size_t count) {
            using Word = typename decltype(family)::Word;
            const std::size_t num_words = digest_bytes(batch.items[indices[0]].algorithm) / sizeof(Word);
            for (std::size_t lane = 0; lane < count; ++lane) {
                std::uint8_t* const out = macs_out + (std::size_t{indices[lane]} * max_digest_bytes);
                for (std::size_t i = 0; i < num_words; ++i) {
                    store_big_endian<Word>(out + (i * sizeof(Word)), get_lane(macs.h[i], lane));
                }
            }
        });
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
