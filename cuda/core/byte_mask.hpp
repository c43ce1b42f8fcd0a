// Tests 64 bytes at a time; the result is one word with one bit for each byte. GPUs and constant expressions run the
// portable form. Under the same name, a CPU compares in the registers that the translation unit is compiled for.
#pragma once

#include "cuda/core/config.hpp"

#include <cstddef>
#include <cstdint>
#if !defined(__CUDACC__)
#include <type_traits>
#if defined(__AVX2__)
#include <immintrin.h>
#endif
#endif

namespace hmacsweep::core {

/// The bytes that one mask covers. A caller must allow reads of all of them.
inline constexpr std::size_t mask_bytes = 64;

#if !defined(__CUDACC__) && defined(__AVX512BW__)
/// Sixty-four bytes. A comparison makes a mask, one bit for each byte.
struct MaskVector {
    __m512i bytes;

    [[gnu::always_inline]] friend std::uint64_t operator==(const MaskVector& a, std::uint8_t b) {
        return _mm512_cmpeq_epi8_mask(a.bytes, _mm512_set1_epi8(static_cast<char>(b)));
    }
    [[gnu::always_inline]] friend std::uint64_t operator<(const MaskVector& a, std::uint8_t b) {
        return _mm512_cmplt_epu8_mask(a.bytes, _mm512_set1_epi8(static_cast<char>(b)));
    }
    [[gnu::always_inline]] friend std::uint64_t operator>(const MaskVector& a, std::uint8_t b) {
        return _mm512_cmpgt_epu8_mask(a.bytes, _mm512_set1_epi8(static_cast<char>(b)));
    }
    [[gnu::always_inline]] friend std::uint64_t operator!=(const MaskVector& a, const MaskVector& b) {
        return _mm512_cmpneq_epi8_mask(a.bytes, b.bytes);
    }
};
#elif !defined(__CUDACC__) && defined(__AVX2__)
using MaskVector = std::uint8_t __attribute__((vector_size(32)));
#elif !defined(__CUDACC__) && defined(__SSE2__)
using MaskVector = std::uint8_t __attribute__((vector_size(16)));
#endif

inline namespace HMACSWEEP_ISA {

#if !defined(__CUDACC__) && defined(__SSE2__)
/// The result of a comparison as bits, one for each byte.
#if defined(__AVX512BW__)
[[nodiscard]] inline std::uint64_t bits_of(std::uint64_t mask) {
    return mask;
}
#else
template <class Compared>
[[nodiscard]] inline std::uint64_t bits_of(const Compared& compared) {
    MaskVector vector;
    __builtin_memcpy(&vector, &compared, sizeof(vector));
#if defined(__AVX2__)
    return static_cast<std::uint32_t>(_mm256_movemask_epi8(reinterpret_cast<const __m256i&>(vector)));
#else
    using Signed = char __attribute__((vector_size(16)));
    return static_cast<std::uint32_t>(__builtin_ia32_pmovmskb128(reinterpret_cast<const Signed&>(vector)));
#endif
}
#endif
#endif

/// Bit i is 1 where `test` holds for bytes[i]. Reads 64 bytes. `test` takes one byte, or a vector of bytes, and
/// consists of comparisons and `|`.
template <class Test>
[[nodiscard]] HMACSWEEP_HD constexpr std::uint64_t mask_of(const std::uint8_t* bytes, Test test) {
    std::uint64_t mask = 0;
#if !defined(__CUDACC__) && defined(__SSE2__)
    if (!std::is_constant_evaluated()) {
        HMACSWEEP_UNROLL
        for (std::size_t i = 0; i < mask_bytes; i += sizeof(MaskVector)) {
            MaskVector vector;
            __builtin_memcpy(&vector, bytes + i, sizeof(vector));
            mask |= bits_of(test(vector)) << i;
        }
        return mask;
    }
#endif
    for (std::size_t i = 0; i < mask_bytes; ++i) {
        mask |= static_cast<std::uint64_t>(test(bytes[i]) ? 1 : 0) << i;
    }
    return mask;
}

/// Bit i is 1 where a[i] differs from b[i]. Reads 64 bytes of each.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint64_t differences(const std::uint8_t* a, const std::uint8_t* b) {
    std::uint64_t mask = 0;
#if !defined(__CUDACC__) && defined(__SSE2__)
    if (!std::is_constant_evaluated()) {
        HMACSWEEP_UNROLL
        for (std::size_t i = 0; i < mask_bytes; i += sizeof(MaskVector)) {
            MaskVector left;
            MaskVector right;
            __builtin_memcpy(&left, a + i, sizeof(left));
            __builtin_memcpy(&right, b + i, sizeof(right));
            mask |= bits_of(left != right) << i;
        }
        return mask;
    }
#endif
    for (std::size_t i = 0; i < mask_bytes; ++i) {
        mask |= static_cast<std::uint64_t>(a[i] != b[i] ? 1 : 0) << i;
    }
    return mask;
}

/// Bit k is 1 where bytes[begin + k] is one of the `size` bytes and `test` holds for it. `begin` is less than `size`.
/// No byte behind the `size` bytes is read.
template <class Test>
[[nodiscard]] HMACSWEEP_HD constexpr std::uint64_t mask_within(const std::uint8_t* bytes, std::size_t begin,
                                                               std::size_t size, Test test) {
    if (size - begin >= mask_bytes) {
        return mask_of(bytes + begin, test);
    }
    if (size >= mask_bytes) {
        return mask_of(bytes + (size - mask_bytes), test) >> (mask_bytes - (size - begin));
    }
    std::uint64_t mask = 0;
    for (std::size_t k = 0; begin + k < size; ++k) {
        mask |= static_cast<std::uint64_t>(test(bytes[begin + k]) ? 1 : 0) << k;
    }
    return mask;
}

/// The number of zeros below the lowest one of a word; 64 for zero.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint32_t num_low_zeros(std::uint64_t word) {
#if defined(__CUDA_ARCH__)
    return word == 0 ? 64 : static_cast<std::uint32_t>(__ffsll(static_cast<long long>(word)) - 1);
#else
    return word == 0 ? 64 : static_cast<std::uint32_t>(__builtin_ctzll(word));
#endif
}

/// Bit i is 1 where bits 0..i of the word have an odd number of ones.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint64_t parities(std::uint64_t word) {
    HMACSWEEP_UNROLL
    for (std::uint32_t shift = 1; shift < 64; shift *= 2) {
        word ^= word << shift;
    }
    return word;
}

/// The number of zeros above the highest one of a word; 64 for zero.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint32_t num_high_zeros(std::uint64_t word) {
#if defined(__CUDA_ARCH__)
    return static_cast<std::uint32_t>(__clzll(static_cast<long long>(word)));
#else
    return word == 0 ? 64 : static_cast<std::uint32_t>(__builtin_clzll(word));
#endif
}

/// The number of ones of a word.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint32_t num_ones(std::uint64_t word) {
#if defined(__CUDA_ARCH__)
    return static_cast<std::uint32_t>(__popcll(word));
#else
    return static_cast<std::uint32_t>(__builtin_popcountll(word));
#endif
}

/// The position of the last byte in [begin, end) for which `test` holds; `end` where there is none. May read bytes
/// before `begin`, from bytes[0] on.
template <class Test>
[[nodiscard]] HMACSWEEP_HD constexpr std::size_t find_last(const std::uint8_t* bytes, std::size_t begin,
                                                           std::size_t end, Test test) {
    std::size_t i = end;
#if !defined(__CUDACC__)
    for (; i >= mask_bytes && i > begin; i -= mask_bytes) {
        const std::uint64_t hits = mask_of(bytes + (i - mask_bytes), test);
        if (hits != 0) {
            const std::size_t hit = i - 1 - num_high_zeros(hits);
            return hit >= begin ? hit : end;
        }
    }
#endif
    while (i > begin) {
        if (test(bytes[--i])) {
            return i;
        }
    }
    return end;
}

#if !defined(__CUDACC__) && defined(__AVX512VBMI2__)
/// Writes the bytes that have a bit in `keep` to `out`, without gaps, and returns their number. `size` is 1..64. Reads
/// nothing behind the `size` bytes, and writes nothing behind the kept ones.
[[nodiscard]] inline std::uint32_t copy_kept(const std::uint8_t* bytes, std::size_t size, std::uint64_t keep,
                                             std::uint8_t* out) {
    keep &= ~std::uint64_t{0} >> (mask_bytes - size);
    const std::uint32_t kept = num_ones(keep);
    const __m512i packed = _mm512_maskz_compress_epi8(keep, _mm512_maskz_loadu_epi8(keep, bytes));
    _mm512_mask_storeu_epi8(out, kept == 0 ? 0 : ~std::uint64_t{0} >> (mask_bytes - kept), packed);
    return kept;
}
#endif

/// The positions in a text, at most `Most`, at which a test holds. All are found in advance: a search for each from the
/// one before would be a chain of dependent steps.
template <std::uint32_t Most>
class Hits {
public:
    /// Finds all positions; false where there are more than `Most`. May read up to 63 bytes behind the `size` bytes.
    template <class Test>
    [[nodiscard]] HMACSWEEP_HD constexpr bool find_all(const std::uint8_t* bytes, std::size_t size, Test test) {
        constexpr std::uint32_t step = 4;
        num_ = next_ = 0;
        for (std::size_t begin = 0; begin < size; begin += mask_bytes) {
            std::uint64_t hits = mask_of(bytes + begin, test);
            if (size - begin < mask_bytes) {
                hits &= ~(~std::uint64_t{0} << (size - begin));
            }
            const std::uint32_t count = num_ones(hits);
            if (num_ + count > Most) {
                return false;
            }
            for (std::uint32_t done = 0; done < count; done += step) {
                for (std::uint32_t k = 0; k < step; ++k) {    // places behind the last hit are overwritten
                    places_[num_ + done + k] = static_cast<std::uint32_t>(begin) + num_low_zeros(hits);
                    hits &= hits - 1;
                }
            }
            num_ += count;
        }
        places_[num_] = static_cast<std::uint32_t>(size);
        return true;
    }

    /// The first position at or after `begin`; the text's size where there is none. `begin` must not decrease from call
    /// to call.
    [[nodiscard]] HMACSWEEP_HD constexpr std::size_t next(std::size_t begin) {
        while (next_ < num_ && places_[next_] < begin) {
            ++next_;
        }
        return places_[next_];
    }

private:
    std::uint32_t places_[Most + 4];
    std::uint32_t num_;
    std::uint32_t next_;
};

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
