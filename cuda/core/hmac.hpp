// HMAC (FIPS 198-1, RFC 2104) with cached midstates: the key's two blocks are hashed once per key. Each message then
// costs its own blocks and one more.
#pragma once

#include "cuda/core/padding.hpp"

namespace hmacsweep::core {

/// The inner and outer midstate of one key under one hash: the state after the blocks K0 ^ ipad and K0 ^ opad
/// (FIPS 198-1, section 4). As secret as the key.
template <class W>
struct KeySchedule {
    HashState<W> inner;
    HashState<W> outer;
};

inline namespace HMACSWEEP_ISA {

/// Writes K0 (FIPS 198-1, section 4, steps 1 to 3), one block of the hash, to `k0`: the key and zeros behind it. A key
/// longer than the block is hashed first.
HMACSWEEP_HD constexpr void write_k0(Algorithm algorithm, const std::uint8_t* key, std::uint64_t key_bytes,
                                     std::uint8_t* k0) {
    const std::uint32_t block = block_bytes(algorithm);
    for (std::uint32_t i = 0; i < block; ++i) {
        k0[i] = key_bytes <= block && i < key_bytes ? key[i] : 0;
    }
    if (key_bytes > block) {
        write_digest(algorithm, key, key_bytes, k0);
    }
}

/// The schedule of the key that has this K0; `k0` has Family::block_bytes.
template <class Family>
[[nodiscard]] HMACSWEEP_HD constexpr KeySchedule<typename Family::Word> schedule_from_k0(Algorithm algorithm,
                                                                                         const std::uint8_t* k0) {
    using Word = typename Family::Word;
    MessageBlock<Word> inner_block = load_block<Family>(k0);
    MessageBlock<Word> outer_block = inner_block;
    constexpr auto ipad = static_cast<Word>(0x3636363636363636ULL);
    constexpr auto opad = static_cast<Word>(0x5c5c5c5c5c5c5c5cULL);
    for (std::size_t i = 0; i < 16; ++i) {
        inner_block.w[i] ^= ipad;
        outer_block.w[i] ^= opad;
    }
    KeySchedule<Word> schedule{initial_hash(Family{}, algorithm), initial_hash(Family{}, algorithm)};
    compress<Family>(schedule.inner, inner_block);
    compress<Family>(schedule.outer, outer_block);
    return schedule;
}

/// The schedule of a key of `key_bytes` >= 1 bytes.
template <class Family>
[[nodiscard]] HMACSWEEP_HD constexpr KeySchedule<typename Family::Word> make_key_schedule(Algorithm algorithm,
                                                                                          const std::uint8_t* key,
                                                                                          std::uint64_t key_bytes) {
    std::uint8_t k0[Family::block_bytes] = {};
    write_k0(algorithm, key, key_bytes, k0);
    return schedule_from_k0<Family>(algorithm, k0);
}

/// The message block of the outer hash, which follows the key's block: the inner digest in `inner` and its padding,
/// made from registers. The padding's length field counts one block and one digest.
template <class Family, class W>
[[nodiscard]] HMACSWEEP_HD constexpr MessageBlock<W> outer_block(Algorithm algorithm, const HashState<W>& inner) {
    using Word = typename Family::Word;
    const std::size_t digest_words = digest_bytes(algorithm) / sizeof(Word);
    MessageBlock<W> block{};
    HMACSWEEP_UNROLL
    for (std::size_t i = 0; i < 8; ++i) {
        const Word kept = i < digest_words ? ~Word{0} : Word{0};
        const Word end_bit = i == digest_words ? Word{1} << (8 * sizeof(Word) - 1) : Word{0};
        block.w[i] = (inner.h[i] & kept) | broadcast<W>(end_bit);
    }
    block.w[8] = broadcast<W>(digest_words == 8 ? Word{1} << (8 * sizeof(Word) - 1) : Word{0});
    block.w[15] = broadcast<W>(static_cast<Word>((Family::block_bytes + digest_bytes(algorithm)) * 8));
    return block;
}

/// The outer hash: from the inner digest in `inner` and the outer midstate in `outer` to the MAC's words.
template <class Family, class W>
[[nodiscard]] HMACSWEEP_HD constexpr HashState<W> finish_outer(Algorithm algorithm, const HashState<W>& inner,
                                                               HashState<W> outer) {
    MessageBlock<W> block = outer_block<Family>(algorithm, inner);
    compress<Family>(outer, block);
    return outer;
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
