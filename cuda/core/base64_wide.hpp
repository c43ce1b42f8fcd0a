// Decodes base64 one register of characters at a time, where the translation unit is compiled for AVX2 or AVX-512 VBMI.
// This decodes the bulk of a text; decode_base64() (text_codec.hpp) decodes the rest.
#pragma once

#include "cuda/core/config.hpp"

#include <cstddef>
#include <cstdint>
#if !defined(__CUDACC__) && defined(__AVX2__)
#include <immintrin.h>
#endif

namespace hmacsweep::core {

/// What was decoded of a text: the number of characters, a multiple of four, and whether one of them is outside the
/// alphabet.
struct WideDecoded {
    std::size_t characters;
    bool is_bad;
};

inline namespace HMACSWEEP_ISA {

#if !defined(__CUDACC__) && defined(__AVX512VBMI__) && defined(__AVX512BW__)
/// For each character below 0x80 its six bits, or 0x80 where the character is outside the alphabet.
struct alignas(64) SixBits {
    std::uint8_t of[128];
};

[[nodiscard]] constexpr SixBits make_six_bits(bool url_safe) {
    SixBits six_bits{};
    for (std::uint8_t& of : six_bits.of) {
        of = 0x80;
    }
    constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    for (std::uint8_t i = 0; i < 62; ++i) {
        six_bits.of[static_cast<unsigned char>(alphabet[i])] = i;
    }
    six_bits.of[static_cast<unsigned char>(url_safe ? '-' : '+')] = 62;
    six_bits.of[static_cast<unsigned char>(url_safe ? '_' : '/')] = 63;
    return six_bits;
}

/// The shuffle that puts the decoded bytes in order. A decoded group is a 24-bit number in 32 bits; its highest byte
/// comes first.
struct alignas(64) GroupOrder {
    std::uint8_t from[64];
};

[[nodiscard]] constexpr GroupOrder make_group_order() {
    GroupOrder order{};
    for (std::uint8_t i = 0; i < 48; ++i) {
        order.from[i] = static_cast<std::uint8_t>((4 * (i / 3)) + (2 - (i % 3)));
    }
    return order;
}

inline constexpr SixBits standard_six_bits = make_six_bits(false);
inline constexpr SixBits url_six_bits = make_six_bits(true);
inline constexpr GroupOrder group_order = make_group_order();

/// Decodes all whole groups of four among `characters` characters without padding, 64 characters at a time. Writes
/// three bytes to `out` for each group, and nothing behind them.
[[nodiscard]] inline WideDecoded decode_groups(bool url_safe, const std::uint8_t* text, std::size_t characters,
                                               std::uint8_t* out) {
    const SixBits& six_bits = url_safe ? url_six_bits : standard_six_bits;
    const __m512i low = _mm512_load_si512(six_bits.of);
    const __m512i high = _mm512_load_si512(six_bits.of + 64);
    const __m512i order = _mm512_load_si512(group_order.from);
    const __m512i join_pairs = _mm512_set1_epi32(0x01400140);    // a * 64 + b
    const __m512i join_fours = _mm512_set1_epi32(0x00011000);    // ab * 4096 + cd
    const std::size_t end = characters / 4 * 4;
    __m512i bad = _mm512_setzero_si512();
    const auto decode = [&](const __m512i& ascii) {
        const __m512i six = _mm512_permutex2var_epi8(low, ascii, high);
        bad = _mm512_or_si512(bad, _mm512_or_si512(six, ascii));
        return _mm512_maskz_permutexvar_epi8(~std::uint64_t{0}, order,
                                             _mm512_madd_epi16(_mm512_maddubs_epi16(six, join_pairs), join_fours));
    };
    std::size_t i = 0;
    for (; i + 64 <= end; i += 64, out += 48) {
        _mm512_mask_storeu_epi8(out, 0x0000ffffffffffffULL, decode(_mm512_loadu_si512(text + i)));
    }
    if (i < end) {
        const __mmask64 left = ~std::uint64_t{0} >> (64 - (end - i));
        const __m512i ascii = _mm512_mask_loadu_epi8(_mm512_set1_epi8('A'), left, text + i);
        _mm512_mask_storeu_epi8(out, ~std::uint64_t{0} >> (64 - ((end - i) / 4 * 3)), decode(ascii));
    }
    return {end, _mm512_movepi8_mask(bad) != 0};
}
#elif !defined(__CUDACC__) && defined(__AVX2__)
/// Decodes 32 characters at a time, while 32 more follow. Each store writes 8 bytes too many; the bytes of the next
/// characters overwrite them.
[[nodiscard]] inline WideDecoded decode_groups(bool url_safe, const std::uint8_t* text, std::size_t characters,
                                               std::uint8_t* out) {
    using Characters = std::uint8_t __attribute__((vector_size(32)));
    const auto all = [](int byte) { return _mm256_set1_epi8(static_cast<char>(byte)); };
    const auto is_between = [&](const __m256i& ascii, int first, int last) {
        return _mm256_and_si256(_mm256_cmpgt_epi8(ascii, all(first - 1)), _mm256_cmpgt_epi8(all(last + 1), ascii));
    };
    // In each 128 bits, 12 bytes in order; then the 24 bytes without a gap.
    const __m256i order = _mm256_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1,    //
                                           2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);
    const __m256i halves = _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7);
    const __m256i c62 = all(url_safe ? '-' : '+');
    const __m256i c63 = all(url_safe ? '_' : '/');
    __m256i good = all(-1);
    std::size_t i = 0;
    for (; i + 64 <= characters; i += 32, out += 24) {
        const __m256i ascii = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + i));
        const __m256i upper = is_between(ascii, 'A', 'Z');
        const __m256i lower = is_between(ascii, 'a', 'z');
        const __m256i digit = is_between(ascii, '0', '9');
        const __m256i is_62 = _mm256_cmpeq_epi8(ascii, c62);
        const __m256i is_63 = _mm256_cmpeq_epi8(ascii, c63);
        const __m256i letters = _mm256_or_si256(upper, lower);
        const __m256i others = _mm256_or_si256(is_62, is_63);
        good = _mm256_and_si256(good, _mm256_or_si256(_mm256_or_si256(letters, digit), others));
        // How far each character's six bits are from its code; one of these is not zero.
        const __m256i shift =
            _mm256_or_si256(_mm256_or_si256(_mm256_and_si256(upper, all(-'A')), _mm256_and_si256(lower, all(26 - 'a'))),
                            _mm256_and_si256(digit, all(52 - '0')));
        const auto letter_or_digit =
            reinterpret_cast<__m256i>(reinterpret_cast<Characters>(ascii) + reinterpret_cast<Characters>(shift));
        const __m256i six =
            _mm256_or_si256(_mm256_andnot_si256(others, letter_or_digit),
                            _mm256_or_si256(_mm256_and_si256(is_62, all(62)), _mm256_and_si256(is_63, all(63))));
        const __m256i pairs = _mm256_maddubs_epi16(six, _mm256_set1_epi32(0x01400140));
        const __m256i fours = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00011000));
        const __m256i bytes = _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(fours, order), halves);
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), bytes);    // 24 bytes, and 8 that are overwritten later
    }
    return {i, _mm256_movemask_epi8(good) != -1};
}
#else
/// Decodes nothing: this instruction set has no wide form.
[[nodiscard]] HMACSWEEP_HD constexpr WideDecoded decode_groups(bool /*url_safe*/, const std::uint8_t* /*text*/,
                                                               std::size_t /*characters*/, std::uint8_t* /*out*/) {
    return {0, false};
}
#endif

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
