#include "host/reader/steps/percent.hpp"

#include "cuda/core/text_codec.hpp"

#include <cstdint>

namespace hmacsweep::reader {

std::string append_percent_decoded(std::string& out, std::string_view text, bool is_form) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += is_form && text[i] == '+' ? ' ' : text[i];
            continue;
        }
        const auto digit = [&](std::size_t at) {
            return at < text.size() ? core::hex_digit(static_cast<std::uint8_t>(text[at])) : 16;
        };
        const std::uint32_t high = digit(i + 1);
        const std::uint32_t low = digit(i + 2);
        if (high >= 16 || low >= 16) {
            return "is not percent-encoded: it has a % without two hex digits behind it";
        }
        out += static_cast<char>((high << 4) | low);
        i += 2;
    }
    return {};
}

void append_percent_encoded(std::string& out, std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view marks = "-._~";
    for (const char c : text) {
        const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (is_letter || (c >= '0' && c <= '9') || marks.find(c) != std::string_view::npos) {
            out += c;
        } else {
            const auto byte = static_cast<std::uint8_t>(c);
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
}

}    // namespace hmacsweep::reader
