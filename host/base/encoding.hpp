// Conversions between bytes and text: the encodings of messages, MACs and key material, JSON strings, and texts for a
// terminal.
#pragma once

#include "host/base/bytes.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep {

/// How a binary field is written as text. `Base64UrlBare` is base64url without any `=` (RFC 7515, 2). `Base64Mime` is
/// base64 with line breaks anywhere. `Text` means the text's own bytes.
enum class Encoding : std::uint8_t { Base64, Base64Url, Base64UrlBare, Base64Mime, Hex, Text };
inline constexpr std::size_t num_encodings = 6;

/// Parses `base64`, `base64url`, `base64url-nopad`, `base64-mime`, `hex` or `text`; nullopt for any other name.
[[nodiscard]] std::optional<Encoding> parse_encoding(std::string_view name);
/// The name that parse_encoding() reads.
[[nodiscard]] std::string_view name_of(Encoding encoding);

/// The bytes of room that decode() needs for a text of `size` characters.
[[nodiscard]] constexpr std::size_t decoded_room(std::size_t size) {
    return size + 3;
}

/// The result of decode().
struct DecodeResult {
    std::size_t bytes = 0;      ///< how many bytes were written
    std::string_view reason;    ///< why the text is wrong: follows the field's name in a sentence; empty: it is right
};
/// Decodes `text` into `out`, which must have decoded_room(text.size()) bytes. Only canonical texts are right. Padding
/// (`=`) is required in Base64 and Base64Mime and optional in Base64Url. Hex may have either case and the prefix `0x`
/// or `\x`.
[[nodiscard]] DecodeResult decode(Encoding encoding, std::string_view text, std::uint8_t* out);

/// Appends `bytes` in base64 with padding (RFC 4648, 4).
void append_base64(std::string& out, Bytes bytes);
/// `bytes` as lower-case hex.
[[nodiscard]] std::string to_hex(Bytes bytes);

/// Appends `text` as a JSON string with its quotes. A byte that is not UTF-8 becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);
/// Whether all of `text` is UTF-8 (RFC 3629). An empty text is.
[[nodiscard]] bool is_utf8(std::string_view text);
/// `text` for a terminal: a character that is not Character::is_shown becomes `?`. A text of more than `limit`
/// characters is cut there, and `...` follows.
[[nodiscard]] std::string printable(std::string_view text, std::size_t limit = 200);

/// The whole `text` for a terminal: a character that is not Character::is_shown becomes an escape as in C, `\n` or
/// `\x1b`.
[[nodiscard]] std::string visible(std::string_view text);

}    // namespace hmacsweep
