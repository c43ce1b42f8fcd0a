// Base64 as a good engineer decodes it: four tables of 256 values, shifted beforehand, and 64 characters at a time
// where the CPU has AVX-512 VBMI. Refuses nothing but what it must: whoever calls has well-formed text.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__AVX512VBMI__) && defined(__AVX512BW__)
#include <immintrin.h>
#endif

namespace peer {

inline constexpr std::uint32_t bad_character = 0xff000000;

/// What each character stands for at each of the four places of a quartet.
struct QuartetTables {
    std::array<std::array<std::uint32_t, 256>, 4> value{};

    constexpr QuartetTables() {
        constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (auto& table : value) {
            table.fill(bad_character);
        }
        for (std::uint32_t i = 0; i < digits.size(); ++i) {
            for (std::uint32_t place = 0; place < 4; ++place) {
                // In memory order, so that a quartet's three bytes are stored by one little-endian store.
                const std::uint32_t bits = i << (18 - (6 * place));
                value[place][static_cast<unsigned char>(digits[i])] =
                    (bits >> 16) | (bits & 0xff00) | ((bits & 0xff) << 16);
            }
        }
    }
};
inline constexpr QuartetTables quartets;

#if defined(__AVX512VBMI__) && defined(__AVX512BW__)
/// The values of the ASCII characters for vpermi2b; 0x80 marks what is none of base64's.
struct WideTable {
    alignas(64) std::array<std::uint8_t, 128> value{};

    constexpr WideTable() {
        for (std::size_t c = 0; c < 128; ++c) {
            const std::uint32_t last_place = quartets.value[3][c];
            value[c] = last_place == bad_character ? 0x80 : static_cast<std::uint8_t>(last_place >> 16);
        }
    }
};
inline constexpr WideTable wide_table;

/// Where each of the 48 bytes stands among the words of three that vpmaddwd leaves.
struct WideOrder {
    alignas(64) std::array<std::uint8_t, 64> from{};

    constexpr WideOrder() {
        for (std::size_t i = 0; i < 48; ++i) {
            from[i] = static_cast<std::uint8_t>((i / 3 * 4) + 2 - (i % 3));
        }
    }
};
inline constexpr WideOrder wide_order;

/// Decodes the whole blocks of 64 characters; how many there were, or -1 at a character that is none of base64's.
inline std::ptrdiff_t decode_wide(const char* text, std::size_t size, std::uint8_t* out) {
    const __m512i low = _mm512_load_si512(wide_table.value.data());
    const __m512i high = _mm512_load_si512(wide_table.value.data() + 64);
    const __m512i order = _mm512_load_si512(wide_order.from.data());
    constexpr __mmask64 first_48 = 0xffff'ffff'ffff;
    __m512i wrong = _mm512_setzero_si512();
    std::size_t done = 0;
    for (; size - done >= 64; done += 64, out += 48) {
        const __m512i characters = _mm512_loadu_si512(text + done);
        const __m512i values = _mm512_permutex2var_epi8(low, characters, high);
        wrong = _mm512_or_si512(wrong, _mm512_or_si512(values, characters));
        const __m512i pairs = _mm512_maddubs_epi16(values, _mm512_set1_epi32(0x01400140));
        const __m512i words = _mm512_madd_epi16(pairs, _mm512_set1_epi32(0x00011000));
        _mm512_storeu_si512(out, _mm512_maskz_permutexvar_epi8(first_48, order, words));
    }
    return _mm512_movepi8_mask(wrong) == 0 ? static_cast<std::ptrdiff_t>(done) : -1;
}
#else
inline std::ptrdiff_t decode_wide(const char* /*text*/, std::size_t /*size*/, std::uint8_t* /*out*/) {
    return 0;
}
#endif

/// How many bytes decoding may write past what it decodes.
inline constexpr std::size_t base64_slack = 64;

/// Decodes padded base64 to `out`, which has base64_slack bytes more than it needs. The number of bytes, or -1.
inline std::ptrdiff_t decode_base64(std::string_view text, std::uint8_t* out, bool is_wide) {
    if (text.size() % 4 != 0) {
        return -1;
    }
    std::size_t padding = 0;
    while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') {
        ++padding;
    }
    const std::size_t whole = text.size() - (padding != 0 ? 4 : 0);
    const std::ptrdiff_t wide = is_wide ? decode_wide(text.data(), whole, out) : 0;
    if (wide < 0) {
        return -1;
    }
    std::uint8_t* to = out + (wide / 4 * 3);
    std::uint32_t seen = 0;
    const auto quartet = [&](const char* characters, std::size_t count) {
        std::uint32_t bits = 0;
        for (std::size_t place = 0; place < count; ++place) {
            bits |= quartets.value[place][static_cast<unsigned char>(characters[place])];
        }
        seen |= bits;
        std::memcpy(to, &bits, sizeof(bits));
        to += count - 1;
    };
    for (auto i = static_cast<std::size_t>(wide); i < whole; i += 4) {
        quartet(text.data() + i, 4);
    }
    if (padding != 0) {
        quartet(text.data() + whole, 4 - padding);
    }
    return (seen & bad_character) != 0 ? -1 : to - out;
}

}    // namespace peer
