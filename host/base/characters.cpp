#include "host/base/characters.hpp"

#include <algorithm>

namespace hmacsweep {
namespace {

/// Whether the character turns the direction of writing, and so what is read: U+061C, U+200E, U+200F, U+202A to U+202E
/// and U+2066 to U+2069.
bool is_direction_mark(std::string_view character) {
    if (character == "\xd8\x9c") {
        return true;
    }
    const auto last = static_cast<unsigned char>(character.back());
    return (character.starts_with("\xe2\x80") && (last == 0x8e || last == 0x8f || (last >= 0xaa && last <= 0xae))) ||
           (character.starts_with("\xe2\x81") && last >= 0xa6 && last <= 0xa9);
}

}    // namespace

std::size_t utf8_length(std::string_view text) {
    const auto byte = [&](std::size_t i) -> unsigned {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
    };
    const auto is_continuation = [&](std::size_t i, unsigned low, unsigned high) {
        return byte(i) >= low && byte(i) <= high;
    };
    const unsigned lead = byte(0);
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xc2 && lead <= 0xdf) {
        return is_continuation(1, 0x80, 0xbf) ? 2 : 0;
    }
    if (lead >= 0xe0 && lead <= 0xef) {
        const unsigned low = lead == 0xe0 ? 0xa0 : 0x80;
        const unsigned high = lead == 0xed ? 0x9f : 0xbf;    // no surrogates
        return is_continuation(1, low, high) && is_continuation(2, 0x80, 0xbf) ? 3 : 0;
    }
    if (lead >= 0xf0 && lead <= 0xf4) {
        const unsigned low = lead == 0xf0 ? 0x90 : 0x80;
        const unsigned high = lead == 0xf4 ? 0x8f : 0xbf;
        return is_continuation(1, low, high) && is_continuation(2, 0x80, 0xbf) && is_continuation(3, 0x80, 0xbf) ? 4
                                                                                                                 : 0;
    }
    return 0;
}

Character first_character(std::string_view text) {
    const auto c = static_cast<unsigned char>(text[0]);
    const std::size_t length = utf8_length(text);
    // The C1 controls, U+0080 to U+009F, steer terminals too.
    const bool is_control =
        c < 0x20 || c == 0x7f || (c == 0xc2 && length == 2 && static_cast<unsigned char>(text[1]) < 0xa0);
    return {std::max<std::size_t>(length, 1),
            length != 0 && !is_control && (length == 1 || !is_direction_mark(text.substr(0, length)))};
}

}    // namespace hmacsweep
