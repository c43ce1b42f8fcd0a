// Compares computed MACs with the MACs of the records, in constant time.
#pragma once

#include "cuda/core/batch.hpp"
#include "cuda/core/rows.hpp"

namespace hmacsweep::core {

/// max_digest_bytes bytes of ones, then as many zero bytes. The bytes from max_digest_bytes - n on are the mask of a
/// MAC of n bytes.
struct MacMasks {
    std::uint8_t bytes[2 * max_digest_bytes];
};

inline namespace HMACSWEEP_ISA {

/// Compares the computed MAC of one lane with the record's MAC, in constant time: Valid or Invalid. No branch and no
/// early exit depends on either MAC. Only the record's MAC length, which is public, decides which bytes count; length 0
/// is Invalid. Reads eight words at `mac`, whose address must be a multiple of 16 on a device.
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
        // The number of bytes of this word that the MAC covers, and their mask.
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

/// compare_mac() for `count` items, one per lane: verdicts[indices[lane]] becomes Valid or Invalid. The control flow
/// depends on the lengths of the MACs, which are public, and on nothing else about the MACs.
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
    // An empty mask belongs to a MAC of no bytes, which is wrong.
    const auto is_wrong = (difference != W{}) | (mask[0] == W{});
    Word wrong[lanes];    // all ones where the MAC is wrong
    __builtin_memcpy(wrong, &is_wrong, sizeof(wrong));
    for (std::size_t lane = 0; lane < count; ++lane) {
        const auto is_one = static_cast<std::uint32_t>(wrong[lane] & 1);
        verdicts[indices[lane]] = static_cast<Verdict>(static_cast<std::uint32_t>(Verdict::Valid) + is_one);
    }
}
#endif

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
