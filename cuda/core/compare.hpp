// The compare of computed MACs with those that came with the records, in constant time.
#pragma once

#include "cuda/core/batch.hpp"
#include "cuda/core/rows.hpp"

namespace hmacsweep::core {

/// All bits, then none: the bytes from max_digest_bytes - n on are the mask of a MAC of n bytes.
struct MacMasks {
    std::uint8_t bytes[2 * max_digest_bytes];
};

inline namespace HMACSWEEP_ISA {

/// Constant-time compare of one lane's MAC with the one that came with the record: Valid or Invalid. No branch and no
/// early exit depends on either; only the MAC's length, which is public, decides what counts.
/// Eight words are read at `mac`, which on a device must be a multiple of sixteen.
template <class Family, class W>
[[nodiscard]] HMACSWEEP_HD Verdict compare_mac(const HashState<W>& computed, std::size_t lane, const std::uint8_t* mac,
                                               std::uint32_t mac_bytes) {
    using Word = typename Family::Word;
    Word words[8];
    load_rows<8, ByteOrder::Big>(&mac, 0, words);
    Word difference = mac_bytes == 0 ? Word{1} : Word{0};
    HMACSWEEP_UNROLL
    for (std::uint32_t i = 0; i < 8; ++i) {
        const auto first = static_cast<std::uint32_t>(i * sizeof(Word));
        // How many bytes of this word the MAC covers, and the mask of them.
        const std::uint32_t covered = mac_bytes <= first ? 0 : mac_bytes - first;
        const std::uint32_t dropped_bits =
            covered >= sizeof(Word) ? 0 : static_cast<std::uint32_t>(8 * (sizeof(Word) - covered));
        const Word mask = covered == 0 ? Word{0} : static_cast<Word>(~Word{0} << dropped_bits);
        difference |= (get_lane(computed.h[i], lane) ^ words[i]) & mask;
    }
    // 1 when any bit differs, by arithmetic.
    const auto differs = static_cast<std::uint32_t>((difference | (Word{0} - difference)) >> (8 * sizeof(Word) - 1));
    return static_cast<Verdict>(static_cast<std::uint32_t>(Verdict::Valid) + differs);
}
static_assert(static_cast<int>(Verdict::Invalid) == static_cast<int>(Verdict::Valid) + 1);

#if !defined(__CUDACC__)
[[nodiscard]] constexpr MacMasks make_mac_masks() {
    MacMasks masks{};
    for (std::size_t i = 0; i < max_digest_bytes; ++i) {
        masks.bytes[i] = 0xff;
    }
    return masks;
}
inline constexpr MacMasks mac_masks = make_mac_masks();

/// The same for the MACs of `count` items, named by `indices`, one per lane of a vector; verdicts[index] becomes Valid
/// or Invalid. What it does depends on the lengths of the MACs, which are public, and on nothing else about them.
template <class Family, class W>
HMACSWEEP_INLINE void compare_macs(const HashState<W>& computed, const BatchView& batch, const std::uint32_t* indices,
                                   std::size_t count, Verdict* verdicts) {
    constexpr std::size_t lanes = num_lanes<W>;
    using Word = typename Family::Word;
    const std::uint8_t* macs[lanes];
    const std::uint8_t* masks[lanes];
    const std::uint32_t first_bytes = batch.items[indices[0]].mac_bytes;
    std::uint32_t lengths_differ = 0;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        const std::size_t index = indices[lane < count ? lane : 0];
        const std::uint32_t mac_bytes = batch.items[index].mac_bytes;
        macs[lane] = batch.macs + (index * max_digest_bytes);
        masks[lane] = mac_masks.bytes + (max_digest_bytes - mac_bytes);
        lengths_differ |= mac_bytes ^ first_bytes;
    }

    W words[8];
    W mask[8];
    load_rows<8, ByteOrder::Big>(macs, 0, words);
    if (lengths_differ == 0) {
        HMACSWEEP_UNROLL
        for (std::size_t i = 0; i < 8; ++i) {
            mask[i] = broadcast<W>(load_big_endian<Word>(masks[0] + (i * sizeof(Word))));
        }
    } else {
        load_rows<8, ByteOrder::Big>(masks, 0, mask);
    }
    W difference{};
    HMACSWEEP_UNROLL
    for (std::size_t i = 0; i < 8; ++i) {
        difference |= (computed.h[i] ^ words[i]) & mask[i];
    }
    // A mask of nothing is a MAC of no bytes, which is wrong.
    const auto is_wrong = (difference != W{}) | (mask[0] == W{});
    Word wrong[lanes];    // all ones where it is
    __builtin_memcpy(wrong, &is_wrong, sizeof(wrong));
    for (std::size_t lane = 0; lane < count; ++lane) {
        const auto is_one = static_cast<std::uint32_t>(wrong[lane] & 1);
        verdicts[indices[lane]] = static_cast<Verdict>(static_cast<std::uint32_t>(Verdict::Valid) + is_one);
    }
}
#endif

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
