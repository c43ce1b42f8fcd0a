// The step that a GPU runs for a tree digest, as a functor over an index: one leaf of a text, wherever it begins.
#pragma once

#include "cuda/core/leaf_digest.hpp"

namespace hmacsweep::core {

inline namespace HMACSWEEP_ISA {

/// The aligned word that `bytes` points to, its first byte the lowest.
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

/// The block at `bytes`, by loads of whole aligned words: a device has no others, and its threads, a leaf apart, take
/// as long for a byte. What stands in the words of the first and the last byte is read, too.
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

/// Goes on with a leaf's blocks from `begin` to `end`, in bytes.
HMACSWEEP_HD inline void add_leaf_blocks(const std::uint8_t* leaf, std::size_t begin, std::size_t end,
                                         HashState<std::uint32_t>& state) {
    HMACSWEEP_KEEP_LOOP
    for (std::size_t offset = begin; offset < end; offset += Sha256Family::block_bytes) {
        MessageBlock<std::uint32_t> block = load_block_anywhere(leaf + offset);
        compress<Sha256Family>(state, block);
    }
}

/// The digest of a leaf whose blocks have all been added.
HMACSWEEP_HD inline void finish_leaf(HashState<std::uint32_t> state, std::uint8_t* digest) {
    add_leaf_padding(leaf_bytes, state);
    for (std::size_t i = 0; i < 8; ++i) {
        store_big_endian<std::uint32_t>(digest + (i * sizeof(std::uint32_t)), state.h[i]);
    }
}

/// Hashes whole leaves that stand one behind another, and behind them, as the last, one whose digest is known to
/// whoever asks: the canary.
struct DigestLeaves {
    const std::uint8_t* text;    ///< the first leaf; words that reach over the leaves' ends are read whole
    std::uint64_t num_leaves;    ///< without the canary
    const std::uint8_t* canary;
    std::uint8_t* digests;    ///< leaf_digest_bytes for each, the canary's last

    HMACSWEEP_HD void operator()(std::size_t i) const {
        const std::uint8_t* const leaf = i < num_leaves ? text + (i * leaf_bytes) : canary;
        HashState<std::uint32_t> state = initial_hash(Sha256Family{}, Algorithm::HmacSha256);
        add_leaf_blocks(leaf, 0, leaf_bytes, state);
        finish_leaf(state, digests + (i * leaf_digest_bytes));
    }
};

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
