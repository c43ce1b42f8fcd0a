// How messages, MACs and key material are written as text, and back.
#pragma once

#include "host/base/bytes.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep {

/// The text forms of a binary field. `Base64UrlBare` is base64url that never has a `=` (RFC 7515, 2), `Base64Mime`
/// base64 with line breaks anywhere; `Text` is the text itself.
enum class Encoding : std::uint8_t { Base64, Base64Url, Base64UrlBare, Base64Mime, Hex, Text };
inline constexpr std::size_t num_encodings = 6;

/// Parses `base64`, `base64url`, `base64url-nopad`, `base64-mime`, `hex` or `text`.
[[nodiscard]] std::optional<Encoding> parse_encoding(std::string_view name);
/// The name that parse_encoding() reads.
[[nodiscard]] std::string_view name_of(Encoding encoding);

/// Room that decode() needs for a text of `size` characters.
[[nodiscard]] constexpr std::size_t decoded_room(std::size_t size) {
    return size + 3;
}

/// Decodes `text` into `out`, which has decoded_room(text.size()) bytes; the number of bytes, or a reason in words that
/// fit after the field's name ("is not valid base64: ..."). Strict and canonical; base64url takes `=` or leaves it.
struct DecodeResult {
    std::size_t bytes = 0;
    std::string_view reason;    ///< empty when it decoded
};
[[nodiscard]] DecodeResult decode(Encoding encoding, std::string_view text, std::uint8_t* out);

/// Appends `bytes` in base64 (RFC 4648, 4).
void append_base64(std::string& out, Bytes bytes);
/// `bytes` as lower-case hex.
[[nodiscard]] std::string to_hex(Bytes bytes);

/// Appends `text` as a JSON string, quotes included. Bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);
/// Whether `text` is UTF-8 (RFC 3629).
[[nodiscard]] bool is_utf8(std::string_view text);
/// `text` for a terminal: control characters and bytes that are not UTF-8 are shown as `?`, and past `limit`
/// characters it ends in `...`.
[[nodiscard]] std::string printable(std::string_view text, std::size_t limit = 200);

/// `text` for a terminal, whole: control characters and bytes that are not UTF-8 are shown as in C, `\n` or `\x1b`.
[[nodiscard]] std::string visible(std::string_view text);

}    // namespace hmacsweep
