// Maj, the one function of SHA-2 for which compilers do not find the best instruction. AVX-512 has one instruction for
// Maj, which g++ 12 makes of no expression, so this file uses intrinsics. (Maj is 1 in 27 instructions of SHA-256.)
#pragma once

#include "cuda/core/word.hpp"

#if defined(__AVX512F__) && !defined(__CUDACC__)
#include <immintrin.h>
#endif

namespace hmacsweep::core {
inline namespace HMACSWEEP_ISA {

/// Maj (FIPS 180-4, (4.3) and (4.9)), the same in every lane.
template <class W>
[[nodiscard]] HMACSWEEP_HD constexpr W majority(W x, W y, W z) {
#if defined(__CUDACC__)
    return (x & y) | (z & (x | y));
#else
#if defined(__AVX512F__)
    if constexpr (sizeof(W) == sizeof(__m512i)) {
        constexpr int truth_table = 0xe8;    // 1 where at least two of three bits are 1
        return reinterpret_cast<W>(_mm512_ternarylogic_epi64(reinterpret_cast<__m512i>(x), reinterpret_cast<__m512i>(y),
                                                             reinterpret_cast<__m512i>(z), truth_table));
    }
#endif
    // The next round's y ^ z is this round's x ^ y.
    return y ^ ((x ^ y) & (y ^ z));
#endif
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
