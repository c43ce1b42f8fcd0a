// The leaves of a tree digest: SHA-256 of pieces of equal length, as many at a time as the word type has lanes. A GPU
// thread, a SIMD lane and a loop iteration each hash one leaf.
#pragma once

#include "cuda/core/sha2.hpp"

namespace hmacsweep::core {

/// The length of every leaf of a source, except the last, which may be shorter.
inline constexpr std::size_t leaf_bytes = std::size_t{64} * 1024;
inline constexpr std::size_t leaf_digest_bytes = 32;

#if !defined(__CUDACC__)
template <std::size_t... I>
struct Elements {};
template <std::size_t N, std::size_t... I>
struct FirstElements : FirstElements<N - 1, N - 1, I...> {};
template <std::size_t... I>
struct FirstElements<0, I...> {
    using Type = Elements<I...>;
};
/// The numbers of a word's elements, 0 to num_lanes<W> - 1, as a type.
template <class W>
using AllElements = typename FirstElements<num_lanes<W>>::Type;
#endif

inline namespace HMACSWEEP_ISA {

#if !defined(__CUDACC__)
/// The upper or lower half of the elements of `a` and `b`, alternating: a0 b0 a1 b1 ...
template <bool IsUpper, class W, std::size_t... I>
[[nodiscard]] constexpr W interleave(const W& a, const W& b, Elements<I...> /*elements*/) {
    constexpr std::size_t n = sizeof...(I);
    return __builtin_shufflevector(a, b, ((I % 2 * n) + (I / 2) + (IsUpper ? n / 2 : 0))...);
}

/// Transposes num_lanes<W> words: element j of word i becomes element i of word j. Each step interleaves word i with
/// word i + n / 2, which moves one bit of the word's number to the element's number.
template <class W>
void transpose(W* words) {
    constexpr std::size_t n = num_lanes<W>;
    HMACSWEEP_UNROLL
    for (std::size_t step = 1; step < n; step *= 2) {
        W turned[n];
        HMACSWEEP_UNROLL
        for (std::size_t i = 0; i < n / 2; ++i) {
            turned[2 * i] = interleave<false>(words[i], words[i + (n / 2)], AllElements<W>{});
            turned[(2 * i) + 1] = interleave<true>(words[i], words[i + (n / 2)], AllElements<W>{});
        }
        HMACSWEEP_UNROLL
        for (std::size_t i = 0; i < n; ++i) {
            words[i] = turned[i];
        }
    }
}
#endif

/// The blocks at `offset` bytes into num_lanes<W> leaves, one leaf per lane.
template <class W>
[[nodiscard]] HMACSWEEP_HD MessageBlock<W> load_leaf_blocks(const std::uint8_t* const* leaves, std::size_t offset) {
    if constexpr (num_lanes<W> == 1) {
        return load_block<Sha256Family>(leaves[0] + offset);
    } else {
#if !defined(__CUDACC__)
        static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the words' bytes are swapped below");
        constexpr std::size_t n = num_lanes<W>;
        MessageBlock<W> block;
        for (std::size_t part = 0; part < 16; part += n) {
            W* const words = block.w + part;
            HMACSWEEP_UNROLL
            for (std::size_t lane = 0; lane < n; ++lane) {
                __builtin_memcpy(&words[lane], leaves[lane] + offset + (part * sizeof(std::uint32_t)), sizeof(W));
            }
            transpose(words);
            HMACSWEEP_UNROLL
            for (std::size_t i = 0; i < n; ++i) {
                words[i] = (rotate_right<24>(words[i]) & 0x00ff00ffU) | (rotate_right<8>(words[i]) & 0xff00ff00U);
            }
        }
        return block;
#endif
    }
}

/// Adds the padding (FIPS 180-4, 5.1.1) of leaves of `size` bytes to `state`. `size` is a multiple of 64, so the
/// padding is a block of its own.
template <class W>
HMACSWEEP_HD void add_leaf_padding(std::size_t size, HashState<W>& state) {
    MessageBlock<W> end{};
    end.w[0] = broadcast<W>(0x80000000U);
    end.w[14] = broadcast<W>(static_cast<std::uint32_t>(static_cast<std::uint64_t>(size) * 8 >> 32));
    end.w[15] = broadcast<W>(static_cast<std::uint32_t>(static_cast<std::uint64_t>(size) * 8));
    compress<Sha256Family>(state, end);
}

/// Writes the SHA-256 of each of `num_leaves` leaves to `digests`, leaf_digest_bytes each, without gaps. Every leaf has
/// `size` bytes, a multiple of 64.
template <class W>
HMACSWEEP_HD void digest_leaves(const std::uint8_t* const* leaves, std::size_t num_leaves, std::size_t size,
                                std::uint8_t* digests) {
    constexpr std::size_t lanes = num_lanes<W>;
    const HashState<std::uint32_t> initial = initial_hash(Sha256Family{}, Algorithm::HmacSha256);
    for (std::size_t first = 0; first < num_leaves; first += lanes) {
        const std::uint8_t* in_lanes[lanes];    // lanes past the last leaf repeat the first
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            in_lanes[lane] = leaves[first + lane < num_leaves ? first + lane : first];
        }
        HashState<W> state;
        for (std::size_t i = 0; i < 8; ++i) {
            state.h[i] = broadcast<W>(initial.h[i]);
        }
        for (std::size_t offset = 0; offset < size; offset += Sha256Family::block_bytes) {
            MessageBlock<W> block = load_leaf_blocks<W>(in_lanes, offset);
            compress<Sha256Family>(state, block);
        }
        add_leaf_padding(size, state);
        for (std::size_t lane = 0; lane < lanes && first + lane < num_leaves; ++lane) {
            std::uint8_t* const digest = digests + ((first + lane) * leaf_digest_bytes);
            for (std::size_t i = 0; i < 8; ++i) {
                store_big_endian<std::uint32_t>(digest + (i * sizeof(std::uint32_t)), get_lane(state.h[i], lane));
            }
        }
    }
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
