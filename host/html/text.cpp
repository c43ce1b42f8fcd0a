#include "host/html/text.hpp"

#include "host/base/counts_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace hmacsweep::html {
namespace {

/// The first character of a text.
struct Character {
    std::size_t bytes = 1;
    std::uint32_t code = 0;
    bool is_utf8 = false;
};

/// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
Character first_character(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const std::uint32_t lead = byte(0);
    if (lead < 0x80) {
        return {1, lead, true};
    }
    std::size_t size = lead >= 0xe0 ? 3 : 2;
    if (lead >= 0xf0) {
        size = 4;
    }
    if (lead < 0xc2 || lead > 0xf4 || text.size() < size) {
        return {1, lead, false};
    }
    std::uint32_t code = lead & (0x7fU >> size);
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xc0U) != 0x80) {
            return {1, lead, false};
        }
        code = (code << 6) | (byte(i) & 0x3fU);
    }
    constexpr std::array<std::uint32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    const bool is_surrogate = code >= 0xd800 && code < 0xe000;
    if (code < least.at(size) || code > 0x10ffff || is_surrogate) {
        return {1, lead, false};
    }
    return {size, code, true};
}

/// Characters that are not seen, or that change how others are seen.
bool is_hidden(std::uint32_t code) {
    struct Range {
        std::uint32_t first;
        std::uint32_t last;
    };
    constexpr std::array<Range, 15> ranges{{{0x00, 0x1f},            // controls
                                            {0x7f, 0x9f},            // delete, C1
                                            {0xad, 0xad},            // soft hyphen
                                            {0x34f, 0x34f},          // combining grapheme joiner
                                            {0x61c, 0x61c},          // Arabic letter mark
                                            {0x115f, 0x1160},        // Hangul fillers
                                            {0x17b4, 0x17b5},        // Khmer inherent vowels
                                            {0x180b, 0x180f},        // Mongolian separators
                                            {0x200b, 0x200f},        // no width; direction marks
                                            {0x2028, 0x202e},        // line and paragraph ends; embeddings, overrides
                                            {0x2060, 0x206f},        // joiners; isolates
                                            {0x3164, 0x3164},        // Hangul filler
                                            {0xfeff, 0xfeff},        // byte-order mark
                                            {0xfff0, 0xfffb},        // annotations
                                            {0xe0000, 0xe0fff}}};    // tags
    return std::ranges::any_of(ranges, [&](const Range& r) { return code >= r.first && code <= r.last; }) ||
           (code & 0xfffeU) == 0xfffe;
}

template <class AppendHidden>
std::string escaped(std::string_view raw, AppendHidden&& append_hidden) {
    std::string out;
    out.reserve(raw.size() + (raw.size() / 8));
    while (!raw.empty()) {
        const Character first = first_character(raw);
        if (!first.is_utf8) {
            append_hidden(out, fmt::format("\\x{:02x}", first.code));
        } else if (is_hidden(first.code)) {
            append_hidden(out, fmt::format("U+{:04X}", first.code));
        } else {
            switch (first.code) {
                case '&':
                    out += "&amp;";
                    break;
                case '<':
                    out += "&lt;";
                    break;
                case '>':
                    out += "&gt;";
                    break;
                case '"':
                    out += "&quot;";
                    break;
                case '\'':
                    out += "&#39;";
                    break;
                default:
                    out += raw.substr(0, first.bytes);
            }
        }
        raw.remove_prefix(first.bytes);
    }
    return out;
}

}    // namespace

std::string text(std::string_view raw) {
    return escaped(
        raw, [](std::string& out, const std::string& code) { out += fmt::format("<i class=\"u\">{}</i>", code); });
}

std::string attribute(std::string_view raw) {
    return escaped(raw, [](std::string& out, const std::string& code) { out += fmt::format("[{}]", code); });
}

std::string name(std::string_view raw) {
    constexpr std::size_t short_bytes = 24;    // not worth a break
    return fmt::format("<bdi class=\"n{}\">{}</bdi>", raw.size() <= short_bytes ? " k" : "", text(raw));
}

std::string shortened(std::string_view raw, std::size_t limit) {
    std::size_t end = 0;
    for (std::size_t characters = 0; end < raw.size(); ++characters) {
        if (characters == limit) {
            return fmt::format("{}...", raw.substr(0, end));
        }
        end += first_character(raw.substr(end)).bytes;
    }
    return std::string(raw);
}

std::string end_of(std::string_view raw, std::size_t limit) {
    std::size_t num_characters = 0;
    for (std::size_t at = 0; at < raw.size(); at += first_character(raw.substr(at)).bytes) {
        ++num_characters;
    }
    if (num_characters <= limit) {
        return std::string(raw);
    }
    for (; num_characters > limit; --num_characters) {
        raw.remove_prefix(first_character(raw).bytes);
    }
    return fmt::format("...{}", raw);
}

std::string size(std::uint64_t bytes) {
    constexpr std::array<std::string_view, 5> units{"kB", "MB", "GB", "TB", "PB"};
    if (bytes < 1000) {
        return plural(bytes, "byte");
    }
    double value = static_cast<double>(bytes) / 1000;
    std::size_t unit = 0;
    while (value >= 999.5 && unit + 1 < units.size()) {
        value /= 1000;
        ++unit;
    }
    return fmt::format("{:.3g} {}", value, units.at(unit));
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
    if (part == 0 || whole == 0) {
        return "0 %";
    }
    if (part >= whole) {
        return "100 %";
    }
    const double share = 100 * static_cast<double>(part) / static_cast<double>(whole);
    if (share < 0.1) {
        return "&lt; 0.1 %";
    }
    // Never rounded up to all of it.
    return share > 99.9 ? "&gt; 99.9 %" : fmt::format("{:.1f} %", std::floor(share * 10) / 10);
}

std::string shell_word(std::string_view word) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,@%+";
    if (!word.empty() && word.find_first_not_of(plain) == std::string_view::npos) {
        return std::string(word);
    }
    const bool has_controls = std::ranges::any_of(word, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7f;
    });
    std::string out = has_controls ? "$'" : "'";
    for (const char c : word) {
        const auto byte = static_cast<unsigned char>(c);
        if (has_controls && (byte < 0x20 || byte == 0x7f)) {
            out += fmt::format("\\x{:02x}", byte);
        } else if (has_controls && (c == '\'' || c == '\\')) {
            out += '\\';
            out += c;
        } else if (c == '\'') {
            out += "'\\''";
        } else {
            out += c;
        }
    }
    out += '\'';
    return out;
}

}    // namespace hmacsweep::html
