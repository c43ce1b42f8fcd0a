// Decoding of the text forms in which messages and MACs are stored: base64 and base64url (RFC 4648), strict and
// canonical, and hex. One wrong character, bit or length refuses the whole field.
#pragma once

#include "cuda/core/config.hpp"

#include <cstddef>
#include <cstdint>

namespace hmacsweep::core {

/// The value of each character of a base64 alphabet, with `invalid` for all others.
struct Base64Table {
    static constexpr std::uint8_t invalid = 0x80;
    std::uint8_t value[256];
};

/// Why a text did not decode.
enum class DecodeError : std::uint8_t { None, BadCharacter, BadLength, BadPadding, NotCanonical };

/// The outcome of decoding: `bytes` were written unless there is an error.
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
    for (std::uint8_t& value : table.value) {
        value = Base64Table::invalid;
    }
    constexpr char common[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    for (std::uint8_t i = 0; i < 62; ++i) {
        table.value[static_cast<unsigned char>(common[i])] = i;
    }
    table.value[static_cast<unsigned char>(url_safe ? '-' : '+')] = 62;
    table.value[static_cast<unsigned char>(url_safe ? '_' : '/')] = 63;
    return table;
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
    for (; i + 4 <= characters; i += 4) {
        const std::uint32_t a = table.value[text[i]];
        const std::uint32_t b = table.value[text[i + 1]];
        const std::uint32_t c = table.value[text[i + 2]];
        const std::uint32_t d = table.value[text[i + 3]];
        bad |= a | b | c | d;
        const std::uint32_t group = (a << 18) | (b << 12) | (c << 6) | d;
        out[written] = static_cast<std::uint8_t>(group >> 16);
        out[written + 1] = static_cast<std::uint8_t>(group >> 8);
        out[written + 2] = static_cast<std::uint8_t>(group);
        written += 3;
    }
    std::uint32_t unused_bits = 0;
    if (characters - i >= 2) {
        const std::uint32_t a = table.value[text[i]];
        const std::uint32_t b = table.value[text[i + 1]];
        bad |= a | b;
        out[written++] = static_cast<std::uint8_t>((a << 2) | (b >> 4));
        unused_bits = b & 0x0f;
        if (characters - i == 3) {
            const std::uint32_t c = table.value[text[i + 2]];
            bad |= c;
            out[written++] = static_cast<std::uint8_t>((b << 4) | (c >> 2));
            unused_bits = c & 0x03;
        }
    }
    if ((bad & Base64Table::invalid) != 0) {
        return {0, DecodeError::BadCharacter};
    }
    return unused_bits == 0 ? Decoded{written, DecodeError::None} : Decoded{0, DecodeError::NotCanonical};
}

/// The value of a hex digit of either case, or 0x80.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint32_t hex_digit(std::uint8_t character) {
    if (character >= '0' && character <= '9') {
        return character - static_cast<std::uint32_t>('0');
    }
    const std::uint32_t lower = character | 0x20U;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 0x80U;
}

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
    for (std::size_t i = 0; i < size / 2; ++i) {
        const std::uint32_t high = hex_digit(text[2 * i]);
        const std::uint32_t low = hex_digit(text[(2 * i) + 1]);
        bad |= high | low;
        out[i] = static_cast<std::uint8_t>((high << 4) | low);
    }
    return (bad & 0x80) == 0 ? Decoded{size / 2, DecodeError::None} : Decoded{0, DecodeError::BadCharacter};
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
