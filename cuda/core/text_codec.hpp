// Decodes the text forms in which messages and MACs are stored: base64 and base64url (RFC 4648), strict and canonical,
// and hex. One wrong character, bit or length makes the whole field invalid.
#pragma once

#include "cuda/core/base64_wide.hpp"
#include "cuda/core/config.hpp"

#include <cstddef>
#include <cstdint>
#if !defined(__CUDACC__)
#include <bit>
#include <type_traits>
#endif

namespace hmacsweep::core {

/// For each place in a group of four and each character, the bits that the character adds to the group's three bytes;
/// the first byte is the lowest. A character outside the alphabet has `invalid`.
struct Base64Table {
    static constexpr std::uint32_t invalid = 0x80000000;
    std::uint32_t part[4][256];
    bool is_url_safe;

    /// The six bits that a valid character encodes.
    [[nodiscard]] HMACSWEEP_HD constexpr std::uint32_t six_bits(std::uint8_t character) const {
        return (part[3][character] >> 16) & 0x3f;
    }
};

/// The decoding tables of both alphabets.
struct Base64Tables {
    const Base64Table* standard;
    const Base64Table* url_safe;
};

/// Why a text did not decode.
enum class DecodeError : std::uint8_t { None, BadCharacter, BadLength, BadPadding, NotCanonical };

/// The result of decoding: the number of decoded bytes; 0 with an error.
struct Decoded {
    std::size_t bytes;
    DecodeError error;
};

/// Whether `=` must fill the last group of four.
enum class Padding : std::uint8_t { Required, Optional };

inline namespace HMACSWEEP_ISA {

/// The table of the standard alphabet (RFC 4648, 4) or of the URL-safe one (RFC 4648, 5).
[[nodiscard]] constexpr Base64Table make_base64_table(bool url_safe) {
    Base64Table table{};
    for (auto& part : table.part) {
        for (std::uint32_t& bits : part) {
            bits = Base64Table::invalid;
        }
    }
    const auto set = [&table](char character, std::uint32_t six_bits) {
        const auto c = static_cast<unsigned char>(character);
        table.part[0][c] = six_bits << 2;
        table.part[1][c] = (six_bits >> 4) | ((six_bits & 0x0f) << 12);
        table.part[2][c] = ((six_bits >> 2) << 8) | ((six_bits & 0x03) << 22);
        table.part[3][c] = six_bits << 16;
    };
    constexpr char common[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    for (std::uint32_t i = 0; i < 62; ++i) {
        set(common[i], i);
    }
    set(url_safe ? '-' : '+', 62);
    set(url_safe ? '_' : '/', 63);
    table.is_url_safe = url_safe;
    return table;
}

/// The alphabets of RFC 4648, 4 and 5. For the host only: a kernel gets a copy.
inline constexpr Base64Table standard_base64 = make_base64_table(false);
inline constexpr Base64Table url_base64 = make_base64_table(true);

/// Writes the three bytes of a group. A CPU writes one byte more, for which `out` must have room.
HMACSWEEP_HD constexpr void store_group(std::uint8_t* out, std::uint32_t group) {
#if !defined(__CUDACC__)
    if (!std::is_constant_evaluated() && std::endian::native == std::endian::little) {
        __builtin_memcpy(out, &group, sizeof(group));
        return;
    }
#endif
    for (std::size_t k = 0; k < 3; ++k) {
        out[k] = static_cast<std::uint8_t>(group >> (8 * k));
    }
}

/// Decodes `size` characters at `text` into `out`, which has room for size / 4 * 3 + 3 bytes. Canonical texts only: no
/// character outside the alphabet, full padding where required, and the unused bits of the last character zero.
[[nodiscard]] HMACSWEEP_HD constexpr Decoded decode_base64(const Base64Table& table, Padding padding,
                                                           const std::uint8_t* text, std::size_t size,
                                                           std::uint8_t* out) {
    std::size_t padded = 0;
    if (size % 4 == 0) {
        while (padded < 2 && padded < size && text[size - 1 - padded] == '=') {
            ++padded;
        }
    } else if (padding == Padding::Required) {
        return {0, DecodeError::BadPadding};
    }
    const std::size_t characters = size - padded;
    if (characters % 4 == 1 || (padded == 2 && characters % 4 == 3)) {
        return {0, DecodeError::BadLength};
    }
    std::uint32_t bad = 0;
    std::size_t written = 0;
    std::size_t i = 0;
#if !defined(__CUDACC__)
    if (!std::is_constant_evaluated()) {
        const WideDecoded wide = decode_groups(table.is_url_safe, text, characters, out);
        bad = wide.is_bad ? Base64Table::invalid : 0;
        i = wide.characters;
        written = i / 4 * 3;
    }
#endif
    for (; i + 4 <= characters; i += 4) {
        const std::uint32_t group = table.part[0][text[i]] | table.part[1][text[i + 1]] | table.part[2][text[i + 2]] |
                                    table.part[3][text[i + 3]];
        bad |= group;
        store_group(out + written, group);
        written += 3;
    }
    std::uint32_t unused_bits = 0;
    if (characters - i >= 2) {
        const std::uint32_t a = table.six_bits(text[i]);
        const std::uint32_t b = table.six_bits(text[i + 1]);
        bad |= table.part[0][text[i]] | table.part[0][text[i + 1]];
        out[written++] = static_cast<std::uint8_t>((a << 2) | (b >> 4));
        unused_bits = b & 0x0f;
        if (characters - i == 3) {
            const std::uint32_t c = table.six_bits(text[i + 2]);
            bad |= table.part[0][text[i + 2]];
            out[written++] = static_cast<std::uint8_t>((b << 4) | (c >> 2));
            unused_bits = c & 0x03;
        }
    }
    if ((bad & Base64Table::invalid) != 0) {
        return {0, DecodeError::BadCharacter};
    }
    return unused_bits == 0 ? Decoded{written, DecodeError::None} : Decoded{0, DecodeError::NotCanonical};
}

/// The value of a hex digit of either case; 0x80 for any other character.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint32_t hex_digit(std::uint8_t character) {
    if (character >= '0' && character <= '9') {
        return character - static_cast<std::uint32_t>('0');
    }
    const std::uint32_t lower = character | 0x20U;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 0x80U;
}

#if !defined(__CUDACC__)
/// Decodes pairs of hex digits, 16 characters at a time, while 16 are left. Returns the number of characters decoded.
/// Sets a bit of `bad` where a character is no hex digit.
[[nodiscard]] inline std::size_t decode_hex_pairs(const std::uint8_t* text, std::size_t size, std::uint8_t* out,
                                                  std::uint32_t& bad) {
    using Digits = std::uint8_t __attribute__((vector_size(16)));
    using Pairs = std::uint16_t __attribute__((vector_size(16)));
    using Decoded8 = std::uint8_t __attribute__((vector_size(8)));
    Digits wrong{};
    std::size_t i = 0;
    for (; i + sizeof(Digits) <= size; i += sizeof(Digits)) {
        Digits text16;
        __builtin_memcpy(&text16, text + i, sizeof(text16));
        const Digits decimal = text16 - std::uint8_t{'0'};
        const Digits letter = (text16 | std::uint8_t{0x20}) - std::uint8_t{'a'};
        const auto is_decimal = reinterpret_cast<Digits>(decimal < std::uint8_t{10});
        const auto is_letter = reinterpret_cast<Digits>(letter < std::uint8_t{6});
        wrong |= ~(is_decimal | is_letter);
        const Digits values = (decimal & is_decimal) | ((letter + std::uint8_t{10}) & is_letter);
        Pairs pairs;    // the first digit in the lower byte
        __builtin_memcpy(&pairs, &values, sizeof(pairs));
        const Decoded8 decoded = __builtin_convertvector((pairs << 4) | (pairs >> 8), Decoded8);
        __builtin_memcpy(out + (i / 2), &decoded, sizeof(decoded));
    }
    std::uint64_t halves[2];
    __builtin_memcpy(halves, &wrong, sizeof(halves));
    bad |= (halves[0] | halves[1]) == 0 ? 0 : 0x80;
    return i;
}
#endif

/// Decodes hex of either case, with or without a leading `\x` (PostgreSQL) or `0x`, into `out`, which has room for
/// size / 2 bytes.
[[nodiscard]] HMACSWEEP_HD constexpr Decoded decode_hex(const std::uint8_t* text, std::size_t size, std::uint8_t* out) {
    if (size >= 2 && text[1] == 'x' && (text[0] == '\\' || text[0] == '0')) {
        text += 2;
        size -= 2;
    }
    if (size % 2 != 0) {
        return {0, DecodeError::BadLength};
    }
    std::uint32_t bad = 0;
    std::size_t i = 0;
#if !defined(__CUDACC__)
    if (!std::is_constant_evaluated() && std::endian::native == std::endian::little) {
        i = decode_hex_pairs(text, size, out, bad) / 2;
    }
#endif
    for (; i < size / 2; ++i) {
        const std::uint32_t high = hex_digit(text[2 * i]);
        const std::uint32_t low = hex_digit(text[(2 * i) + 1]);
        bad |= high | low;
        out[i] = static_cast<std::uint8_t>((high << 4) | low);
    }
    return (bad & 0x80) == 0 ? Decoded{size / 2, DecodeError::None} : Decoded{0, DecodeError::BadCharacter};
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
