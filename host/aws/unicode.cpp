#include "host/aws/unicode.hpp"

#include "host/aws/wide_characters.hpp"

#include <algorithm>
#include <iterator>

namespace hmacsweep::aws {
namespace {

constexpr char32_t replacement = 0xfffd;

/// Bytes of a character by its first one; 0 for a byte that begins none.
std::size_t length_of(unsigned char first) {
    if (first < 0x80) {
        return 1;
    }
    if (first < 0xc2 || first > 0xf4) {
        return 0;
    }
    if (first < 0xe0) {
        return 2;
    }
    return first < 0xf0 ? 3 : 4;
}

bool is_wide(char32_t c) {
    const auto* const after = std::ranges::upper_bound(wide_characters, c, {}, &CharacterRange::first);
    return after != std::begin(wide_characters) && c <= std::prev(after)->last;
}

}    // namespace

std::u32string code_points(std::string_view text) {
    std::u32string points;
    points.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const auto first = static_cast<unsigned char>(text[i]);
        const std::size_t length = length_of(first);
        if (length == 0 || i + length > text.size()) {
            points += replacement;
            ++i;
            continue;
        }
        char32_t c = length == 1 ? first : first & (0xffU >> (length + 1));
        for (std::size_t k = 1; k < length; ++k) {
            c = (c << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3fU);
        }
        points += c;
        i += length;
    }
    return points;
}

void append_utf8(std::string& text, char32_t c) {
    const auto put = [&](char32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xc0 | (c >> 6));
        put(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        put(0xe0 | (c >> 12));
        put(0x80 | ((c >> 6) & 0x3f));
        put(0x80 | (c & 0x3f));
    } else {
        put(0xf0 | (c >> 18));
        put(0x80 | ((c >> 12) & 0x3f));
        put(0x80 | ((c >> 6) & 0x3f));
        put(0x80 | (c & 0x3f));
    }
}

std::string to_utf8(std::u32string_view text) {
    std::string bytes;
    bytes.reserve(text.size());
    for (const char32_t c : text) {
        append_utf8(bytes, c);
    }
    return bytes;
}

std::size_t table_width(std::string_view text) {
    std::size_t width = 0;
    for (const char32_t c : code_points(text)) {
        width += is_wide(c) ? 2 : 1;
    }
    return width;
}

}    // namespace hmacsweep::aws
