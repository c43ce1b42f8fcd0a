#include "host/base/encoding.hpp"

#include "cuda/core/text_codec.hpp"
#include "host/base/characters.hpp"
#include "host/base/secret_memory.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace hmacsweep {
namespace {

constexpr std::array<std::pair<std::string_view, Encoding>, num_encodings> encoding_names{{
    {"base64", Encoding::Base64},
    {"base64url", Encoding::Base64Url},
    {"base64url-nopad", Encoding::Base64UrlBare},
    {"base64-mime", Encoding::Base64Mime},
    {"hex", Encoding::Hex},
    {"text", Encoding::Text},
}};

/// Why a text is none of one kind of base64.
struct Base64Reasons {
    std::string_view bad_character;
    std::string_view bad_length;
    std::string_view bad_padding;
    std::string_view not_canonical;
};

constexpr Base64Reasons of_base64{"is not valid base64: it has a character outside the alphabet",
                                  "is not valid base64: its length cannot be right",
                                  "is not valid base64: its length is not a multiple of 4",
                                  "is not canonical base64: unused bits of its last character are set"};
constexpr Base64Reasons of_base64_mime{"is not valid base64-mime: it has a character outside the alphabet",
                                       "is not valid base64-mime: its length cannot be right",
                                       "is not valid base64-mime: its length is not a multiple of 4",
                                       "is not canonical base64-mime: unused bits of its last character are set"};
constexpr Base64Reasons of_base64url{"is not valid base64url: it has a character outside the alphabet",
                                     "is not valid base64url: its length cannot be right",
                                     "is not valid base64url: its length is not a multiple of 4",
                                     "is not canonical base64url: unused bits of its last character are set"};

std::string_view reason_of(core::DecodeError error, const Base64Reasons& reasons) {
    switch (error) {
        case core::DecodeError::None:
            return {};
        case core::DecodeError::BadLength:
            return reasons.bad_length;
        case core::DecodeError::BadPadding:
            return reasons.bad_padding;
        case core::DecodeError::NotCanonical:
            return reasons.not_canonical;
        case core::DecodeError::BadCharacter:
            break;
    }
    return reasons.bad_character;
}

DecodeResult decode_base64(const core::Base64Table& table, core::Padding padding, const Base64Reasons& reasons,
                           Bytes text, std::uint8_t* out) {
    const core::Decoded decoded = core::decode_base64(table, padding, text.data(), text.size(), out);
    return {decoded.bytes, reason_of(decoded.error, reasons)};
}

void append_escape(std::string& out, unsigned char c) {
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            constexpr std::string_view digits = "0123456789abcdef";
            out += "\\u00";
            out += digits[c >> 4];
            out += digits[c & 15];
    }
}

}    // namespace

std::optional<Encoding> parse_encoding(std::string_view name) {
    for (const auto& [text, encoding] : encoding_names) {
        if (text == name) {
            return encoding;
        }
    }
    return std::nullopt;
}

std::string_view name_of(Encoding encoding) {
    const auto* const row = std::ranges::find(encoding_names, encoding, &std::pair<std::string_view, Encoding>::second);
    return row->first;
}

DecodeResult decode(Encoding encoding, std::string_view text, std::uint8_t* out) {
    const Bytes bytes = as_bytes(text);
    switch (encoding) {
        case Encoding::Base64:
            return decode_base64(core::standard_base64, core::Padding::Required, of_base64, bytes, out);
        case Encoding::Base64Url:
            return decode_base64(core::url_base64, core::Padding::Optional, of_base64url, bytes, out);
        case Encoding::Base64UrlBare:
            if (text.ends_with('=')) {
                return {0, "is not valid base64url: it has padding, which must be left out"};
            }
            return decode_base64(core::url_base64, core::Padding::Optional, of_base64url, bytes, out);
        case Encoding::Base64Mime: {
            std::string joined;
            joined.reserve(text.size());
            std::ranges::copy_if(text, std::back_inserter(joined), [](char c) { return c != '\n' && c != '\r'; });
            const DecodeResult result =
                decode_base64(core::standard_base64, core::Padding::Required, of_base64_mime, as_bytes(joined), out);
            wipe(joined.data(), joined.size());    // it may be a key's text
            return result;
        }
        case Encoding::Hex: {
            const core::Decoded decoded = core::decode_hex(bytes.data(), bytes.size(), out);
            switch (decoded.error) {
                case core::DecodeError::None:
                    return {decoded.bytes, {}};
                case core::DecodeError::BadLength:
                    return {0, "is not valid hex: it has an odd number of digits"};
                default:
                    return {0, "is not valid hex: it has a character that is no hex digit"};
            }
        }
        case Encoding::Text:
            break;
    }
    std::ranges::copy(bytes, out);
    return {bytes.size(), {}};
}

void append_base64(std::string& out, Bytes bytes) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const std::size_t begin = out.size();
    out.resize(begin + ((bytes.size() + 2) / 3 * 4));
    char* to = out.data() + begin;
    std::size_t i = 0;
    for (; i + 3 <= bytes.size(); i += 3) {
        const unsigned group = (unsigned{bytes[i]} << 16) | (unsigned{bytes[i + 1]} << 8) | bytes[i + 2];
        *to++ = alphabet[group >> 18];
        *to++ = alphabet[(group >> 12) & 63];
        *to++ = alphabet[(group >> 6) & 63];
        *to++ = alphabet[group & 63];
    }
    if (const std::size_t rest = bytes.size() - i; rest != 0) {
        const unsigned group = (unsigned{bytes[i]} << 16) | (rest == 2 ? unsigned{bytes[i + 1]} << 8 : 0);
        *to++ = alphabet[group >> 18];
        *to++ = alphabet[(group >> 12) & 63];
        *to++ = rest == 2 ? alphabet[(group >> 6) & 63] : '=';
        *to++ = '=';
    }
}

std::string to_hex(Bytes bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    hex.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        hex += digits[byte >> 4];
        hex += digits[byte & 15];
    }
    return hex;
}

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    for (std::size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c < 0x20 || c == '"' || c == '\\' || c == 0x7f) {
            append_escape(out, c);
            ++i;
            continue;
        }
        const std::size_t length = utf8_length(text.substr(i));
        if (length == 0) {
            out += "\xef\xbf\xbd";
            ++i;
        } else {
            out += text.substr(i, length);
            i += length;
        }
    }
    out += '"';
}

bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = utf8_length(text.substr(i));
        if (length == 0) {
            return false;
        }
        i += length;
    }
    return true;
}

std::string printable(std::string_view text, std::size_t limit) {
    std::string shown;
    for (std::size_t characters = 0; !text.empty(); ++characters) {
        if (characters == limit) {
            return shown + "...";
        }
        const Character first = first_character(text);
        shown += first.is_shown ? text.substr(0, first.bytes) : "?";
        text.remove_prefix(first.bytes);
    }
    return shown;
}

std::string visible(std::string_view text) {
    constexpr std::string_view named = "\t\n\r";
    constexpr std::string_view names = "tnr";
    std::string shown;
    while (!text.empty()) {
        const Character first = first_character(text);
        const std::string_view bytes = text.substr(0, first.bytes);
        text.remove_prefix(first.bytes);
        if (first.is_shown) {
            shown += bytes;
            continue;
        }
        for (const char byte : bytes) {
            shown += '\\';
            if (const std::size_t name = named.find(byte); name != std::string_view::npos) {
                shown += names[name];
            } else {
                const auto value = static_cast<std::uint8_t>(byte);
                shown += 'x';
                shown += to_hex(Bytes(&value, 1));
            }
        }
    }
    return shown;
}

}    // namespace hmacsweep
