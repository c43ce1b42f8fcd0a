// SHA-224, SHA-256, SHA-384 and SHA-512 (FIPS 180-4), written once for all word types. A broken round does not compile:
// padding.hpp has the standard's "abc" digests as static assertions.
#pragma once

#include "cuda/core/algorithm.hpp"
#include "cuda/core/majority.hpp"

#if !defined(__CUDACC__)
#include <type_traits>
#endif

namespace hmacsweep::core {

/// SHA-224 and SHA-256: 32-bit words, 64 rounds (FIPS 180-4, 4.1.2 and 6.2).
struct Sha256Family {
    using Word = std::uint32_t;
    static constexpr int rounds = 64;
    static constexpr std::size_t block_bytes = 64;
    static constexpr std::size_t length_bytes = 8;
    // Rotations of the functions (4.4) to (4.7); the third of each sigma is a shift.
    static constexpr int big0[3] = {2, 13, 22};
    static constexpr int big1[3] = {6, 11, 25};
    static constexpr int small0[3] = {7, 18, 3};
    static constexpr int small1[3] = {17, 19, 10};
};

/// SHA-384 and SHA-512: 64-bit words, 80 rounds (FIPS 180-4, 4.1.3 and 6.4).
struct Sha512Family {
    using Word = std::uint64_t;
    static constexpr int rounds = 80;
    static constexpr std::size_t block_bytes = 128;
    static constexpr std::size_t length_bytes = 16;
    // Rotations of the functions (4.10) to (4.13); the third of each sigma is a shift.
    static constexpr int big0[3] = {28, 34, 39};
    static constexpr int big1[3] = {14, 18, 41};
    static constexpr int small0[3] = {1, 8, 7};
    static constexpr int small1[3] = {19, 61, 6};
};

/// The eight working words H0..H7 of a hash, one hash per lane.
template <class W>
struct HashState {
    W h[8];
};

/// The sixteen words of a message block, one block per lane.
template <class W>
struct MessageBlock {
    W w[16];
};

inline namespace HMACSWEEP_ISA {

/// The round constant K_t: fractional bits of the cube root of the t-th prime (FIPS 180-4, 4.2.2).
HMACSWEEP_HD constexpr std::uint32_t round_constant(Sha256Family /*family*/, int t) {
    constexpr std::uint32_t k[64] = {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    };
    return k[t];
}

/// The round constant K_t: fractional bits of the cube root of the t-th prime (FIPS 180-4, 4.2.3).
HMACSWEEP_HD constexpr std::uint64_t round_constant(Sha512Family /*family*/, int t) {
    constexpr std::uint64_t k[80] = {
        0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc, 0x3956c25bf348b538,
        0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118, 0xd807aa98a3030242, 0x12835b0145706fbe,
        0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2, 0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235,
        0xc19bf174cf692694, 0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
        0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5, 0x983e5152ee66dfab,
        0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4, 0xc6e00bf33da88fc2, 0xd5a79147930aa725,
        0x06ca6351e003826f, 0x142929670a0e6e70, 0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed,
        0x53380d139d95b3df, 0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
        0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30, 0xd192e819d6ef5218,
        0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8, 0x19a4c116b8d2d0c8, 0x1e376c085141ab53,
        0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8, 0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373,
        0x682e6ff3d6b2b8a3, 0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
        0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b, 0xca273eceea26619c,
        0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178, 0x06f067aa72176fba, 0x0a637dc5a2c898a6,
        0x113f9804bef90dae, 0x1b710b35131c471b, 0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc,
        0x431d67c49c100d4c, 0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
    };
    return k[t];
}

#if defined(__CUDACC__)
/// K_t by t. t is a constant after unrolling, so K_t is an immediate.
template <class Family>
struct RoundConstants {
    HMACSWEEP_HD constexpr typename Family::Word operator[](int t) const { return round_constant(Family{}, t); }
};
#else
template <class Family>
struct RoundConstantTable {
    typename Family::Word k[Family::rounds];
};
template <class Family>
[[nodiscard]] constexpr RoundConstantTable<Family> make_round_constants() {
    RoundConstantTable<Family> table{};
    for (int t = 0; t < Family::rounds; ++t) {
        table.k[t] = round_constant(Family{}, t);
    }
    return table;
}
template <class Family>
inline constexpr RoundConstantTable<Family> round_constant_table = make_round_constants<Family>();

/// K_t by t, read from memory: a vector instruction can add from there, but an immediate would first have to be moved
/// into all lanes.
template <class Family>
class RoundConstants {
public:
    constexpr RoundConstants() {
        if (!std::is_constant_evaluated()) {
            __asm__("" : "+r"(k_));    // hides from the compiler where k_ points to
        }
    }
    constexpr typename Family::Word operator[](int t) const { return k_[t]; }

private:
    const typename Family::Word* k_ = round_constant_table<Family>.k;
};
#endif

/// The initial hash value of SHA-224 or SHA-256 (FIPS 180-4, 5.3.2 and 5.3.3).
HMACSWEEP_HD constexpr HashState<std::uint32_t> initial_hash(Sha256Family /*family*/, Algorithm algorithm) {
    if (algorithm == Algorithm::HmacSha224) {
        return {{
            0xc1059ed8,
            0x367cd507,
            0x3070dd17,
            0xf70e5939,
            0xffc00b31,
            0x68581511,
            0x64f98fa7,
            0xbefa4fa4,
        }};
    }
    return {{
        0x6a09e667,
        0xbb67ae85,
        0x3c6ef372,
        0xa54ff53a,
        0x510e527f,
        0x9b05688c,
        0x1f83d9ab,
        0x5be0cd19,
    }};
}

/// The initial hash value of SHA-384 or SHA-512 (FIPS 180-4, 5.3.4 and 5.3.5).
HMACSWEEP_HD constexpr HashState<std::uint64_t> initial_hash(Sha512Family /*family*/, Algorithm algorithm) {
    if (algorithm == Algorithm::HmacSha384) {
        return {{
            0xcbbb9d5dc1059ed8,
            0x629a292a367cd507,
            0x9159015a3070dd17,
            0x152fecd8f70e5939,
            0x67332667ffc00b31,
            0x8eb44a8768581511,
            0xdb0c2e0d64f98fa7,
            0x47b5481dbefa4fa4,
        }};
    }
    return {{
        0x6a09e667f3bcc908,
        0xbb67ae8584caa73b,
        0x3c6ef372fe94f82b,
        0xa54ff53a5f1d36f1,
        0x510e527fade682d1,
        0x9b05688c2b3e6c1f,
        0x1f83d9abfb41bd6b,
        0x5be0cd19137e2179,
    }};
}

/// A capital sigma function: three rotations.
template <int A, int B, int C, class W>
[[nodiscard]] HMACSWEEP_HD constexpr W big_sigma(W x) {
    return rotate_right<A>(x) ^ rotate_right<B>(x) ^ rotate_right<C>(x);
}

/// A small sigma function: two rotations and a shift.
template <int A, int B, int C, class W>
[[nodiscard]] HMACSWEEP_HD constexpr W small_sigma(W x) {
    return rotate_right<A>(x) ^ rotate_right<B>(x) ^ (x >> C);
}

/// Ch (FIPS 180-4, (4.2) and (4.8)).
template <class W>
[[nodiscard]] HMACSWEEP_HD constexpr W choose(W x, W y, W z) {
    return z ^ (x & (y ^ z));
}

/// Rounds t to t + 15 (FIPS 180-4, 6.2.2 and 6.4.2) over the working words `v` (a to h) and sixteen words `w` of the
/// message schedule. Expands: the rounds first compute their words of the schedule; the first sixteen rounds do not.
template <class Family, bool Expands, class W, class Constants>
HMACSWEEP_INLINE HMACSWEEP_HD constexpr void sixteen_rounds(W* v, W* w, Constants k, int t) {
    using F = Family;
    HMACSWEEP_UNROLL
    for (int i = 0; i < 16; ++i) {
        if constexpr (Expands) {
            w[i] += small_sigma<F::small1[0], F::small1[1], F::small1[2]>(w[(i + 14) & 15]) + w[(i + 9) & 15] +
                    small_sigma<F::small0[0], F::small0[1], F::small0[2]>(w[(i + 1) & 15]);
        }
        // The letters of the standard; each round they move on by one.
        const W a = v[(16 - i) & 7];
        const W b = v[(17 - i) & 7];
        const W c = v[(18 - i) & 7];
        W& d = v[(19 - i) & 7];
        const W e = v[(20 - i) & 7];
        const W f = v[(21 - i) & 7];
        const W g = v[(22 - i) & 7];
        W& h = v[(23 - i) & 7];
        const W ch = choose(e, f, g);
        const W maj = majority(a, b, c);
        const W t1 = h + big_sigma<F::big1[0], F::big1[1], F::big1[2]>(e) + ch + k[t + i] + w[i];
        const W t2 = big_sigma<F::big0[0], F::big0[1], F::big0[2]>(a) + maj;
        d += t1;
        h = t1 + t2;
    }
}

/// Hashes one message block into the state (FIPS 180-4, 6.2.2 and 6.4.2). The message schedule uses the block's own
/// sixteen words, which are overwritten.
template <class Family, class W>
HMACSWEEP_INLINE HMACSWEEP_HD constexpr void compress(HashState<W>& state, MessageBlock<W>& block) {
    const RoundConstants<Family> k;
    HashState<W> v = state;
    sixteen_rounds<Family, false>(v.h, block.w, k, 0);
    HMACSWEEP_UNROLL_ON_DEVICE
    for (int t = 16; t < Family::rounds; t += 16) {
        sixteen_rounds<Family, true>(v.h, block.w, k, t);
    }
    HMACSWEEP_UNROLL
    for (int i = 0; i < 8; ++i) {
        state.h[i] += v.h[i];
    }
}

/// compress() as a type, for functions that can also be given another implementation.
template <class Family>
struct Compress {
    template <class W>
    HMACSWEEP_INLINE HMACSWEEP_HD constexpr void operator()(HashState<W>& state, MessageBlock<W>& block) const {
        compress<Family>(state, block);
    }
};

/// The block that starts at `bytes`, for one message.
template <class Family>
[[nodiscard]] HMACSWEEP_HD constexpr MessageBlock<typename Family::Word> load_block(const std::uint8_t* bytes) {
    using Word = typename Family::Word;
    MessageBlock<Word> block{};
    HMACSWEEP_UNROLL
    for (std::size_t i = 0; i < 16; ++i) {
        block.w[i] = load_big_endian<Word>(bytes + (i * sizeof(Word)));
    }
    return block;
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
