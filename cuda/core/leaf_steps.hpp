// The step that a GPU runs for a tree digest, as a functor over an index. One index hashes one leaf, at any address.
#pragma once

#include "cuda/core/leaf_digest.hpp"

namespace hmacsweep::core {

inline namespace HMACSWEEP_ISA {

/// The word at the aligned address `bytes`; its first byte is the lowest.
[[nodiscard]] HMACSWEEP_HD inline std::uint32_t load_aligned_word(const std::uint8_t* bytes) {
#if defined(__CUDA_ARCH__)
    return __ldg(reinterpret_cast<const std::uint32_t*>(bytes));
#else
    static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the words' bytes are swapped below");
    std::uint32_t word = 0;
    __builtin_memcpy(&word, bytes, sizeof(word));
    return word;
#endif
}

/// The block at any address `bytes`. It is loaded in whole aligned words, because a device has no unaligned loads, and
/// a load of a byte takes as long as one of a word. So up to 3 bytes before the block and behind it are read, too.
[[nodiscard]] HMACSWEEP_HD inline MessageBlock<std::uint32_t> load_block_anywhere(const std::uint8_t* bytes) {
    constexpr std::size_t word_bytes = sizeof(std::uint32_t);
    const std::size_t before = reinterpret_cast<std::uintptr_t>(bytes) % word_bytes;
    const std::uint8_t* const words = bytes - before;
    const auto shift = static_cast<unsigned>(before * 8);
    MessageBlock<std::uint32_t> block{};
    std::uint32_t low = load_aligned_word(words);
    HMACSWEEP_UNROLL
    for (std::size_t i = 0; i < 16; ++i) {
        // Behind the last word of an aligned block nothing need be readable.
        const std::uint32_t high = i == 15 && shift == 0 ? 0 : load_aligned_word(words + ((i + 1) * word_bytes));
        const auto word = static_cast<std::uint32_t>(((std::uint64_t{high} << 32) | low) >> shift);
        block.w[i] = (rotate_right<24>(word) & 0x00ff00ffU) | (rotate_right<8>(word) & 0xff00ff00U);
        low = high;
    }
    return block;
}

/// Adds the blocks of a leaf from `begin` to `end`, in bytes, to `state`.
HMACSWEEP_HD inline void add_leaf_blocks(const std::uint8_t* leaf, std::size_t begin, std::size_t end,
                                         HashState<std::uint32_t>& state) {
    HMACSWEEP_KEEP_LOOP
    for (std::size_t offset = begin; offset < end; offset += Sha256Family::block_bytes) {
        MessageBlock<std::uint32_t> block = load_block_anywhere(leaf + offset);
        compress<Sha256Family>(state, block);
    }
}

/// Writes the digest (leaf_digest_bytes) of a leaf whose blocks have all been added to `state`.
HMACSWEEP_HD inline void finish_leaf(HashState<std::uint32_t> state, std::uint8_t* digest) {
    add_leaf_padding(leaf_bytes, state);
    for (std::size_t i = 0; i < 8; ++i) {
        store_big_endian<std::uint32_t>(digest + (i * sizeof(std::uint32_t)), state.h[i]);
    }
}

/// Hashes whole leaves, one per index, that lie one behind another in a text. The last index hashes the canary, a leaf
/// whose digest the caller knows.
struct DigestLeaves {
    const std::uint8_t* text;    ///< the first leaf; up to 3 bytes before and behind the leaves are read
    std::uint64_t num_leaves;    ///< without the canary
    const std::uint8_t* canary;
    std::uint8_t* digests;    ///< leaf_digest_bytes for each leaf, then for the canary

    HMACSWEEP_HD void operator()(std::size_t i) const {
        const std::uint8_t* const leaf = i < num_leaves ? text + (i * leaf_bytes) : canary;
        HashState<std::uint32_t> state = initial_hash(Sha256Family{}, Algorithm::HmacSha256);
        add_leaf_blocks(leaf, 0, leaf_bytes, state);
        finish_leaf(state, digests + (i * leaf_digest_bytes));
    }
};

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
