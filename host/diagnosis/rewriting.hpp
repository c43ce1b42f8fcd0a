// The functions that correct mistakes. Each of type `Change` follows its contract in host/diagnosis/mistakes.hpp: it
// replaces the content of `to`, or returns false when it does not apply. Those that change a message also return false
// when the result is equal to `from`.
#pragma once

#include "host/base/bytes.hpp"
#include "host/base/encoding.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::diagnosis {

using ByteBuffer = std::vector<std::uint8_t>;

[[nodiscard]] bool decode_text(Encoding encoding, Bytes from, ByteBuffer& to);

/// decode_text() as a `Change`.
template <Encoding encoding>
[[nodiscard]] bool decode_as(Bytes from, ByteBuffer& to) {
    return decode_text(encoding, from, to);
}
[[nodiscard]] bool decode_base64_twice(Bytes from, ByteBuffer& to);
/// Decodes base64 and then the hex text in it.
[[nodiscard]] bool decode_hex_in_base64(Bytes from, ByteBuffer& to);
/// Decodes hex and then the base64 text in it.
[[nodiscard]] bool decode_base64_in_hex(Bytes from, ByteBuffer& to);
/// Decodes standard base64 without the `=` at its end.
[[nodiscard]] bool decode_unpadded(Bytes from, ByteBuffer& to);
/// Decodes hex, base64 or base64url behind words that end in `=`, `:` or `,`: `sha256=`, `vault:v1:`.
[[nodiscard]] bool decode_prefixed(Bytes from, ByteBuffer& to);
/// The --mac template for a text that decode_prefixed() decodes: `sha256={Mac:hex}`.
[[nodiscard]] std::string template_of_prefixed(std::string_view text);
/// Decodes base64 behind `whsec_`.
[[nodiscard]] bool decode_whsec(Bytes from, ByteBuffer& to);
[[nodiscard]] bool encode_base64(Bytes from, ByteBuffer& to);
[[nodiscard]] bool encode_hex(Bytes from, ByteBuffer& to);
[[nodiscard]] bool encode_upper_hex(Bytes from, ByteBuffer& to);

[[nodiscard]] bool add_line_feed(Bytes from, ByteBuffer& to);
/// Drops one LF or CR LF at the end.
[[nodiscard]] bool drop_line_end(Bytes from, ByteBuffer& to);
[[nodiscard]] bool crlf_to_lf(Bytes from, ByteBuffer& to);
[[nodiscard]] bool lf_to_crlf(Bytes from, ByteBuffer& to);
/// Drops blanks at both ends.
[[nodiscard]] bool trim_message(Bytes from, ByteBuffer& to);
/// Replaces `/` by `\/`.
[[nodiscard]] bool escape_slashes(Bytes from, ByteBuffer& to);
/// Replaces `\/` by `/`.
[[nodiscard]] bool unescape_slashes(Bytes from, ByteBuffer& to);

// Each writes a message that is a JSON object or array in another form. The sorted forms and JCS take objects only.

/// No blanks between the parts.
[[nodiscard]] bool json_compact(Bytes from, ByteBuffer& to);
/// As Python's `json.dumps()`: a space after `:` and `,`, and `\uXXXX` for all characters that are not ASCII.
[[nodiscard]] bool json_spaced(Bytes from, ByteBuffer& to);
/// format::ObjectForm::Sorted.
[[nodiscard]] bool json_sorted(Bytes from, ByteBuffer& to);
/// format::ObjectForm::SortedUtf8.
[[nodiscard]] bool json_sorted_utf8(Bytes from, ByteBuffer& to);
/// format::ObjectForm::Sorted with a space after `:` and `,`.
[[nodiscard]] bool json_sorted_spaced(Bytes from, ByteBuffer& to);
/// The canonical form of RFC 8785.
[[nodiscard]] bool json_jcs(Bytes from, ByteBuffer& to);
/// As PHP's `json_encode()`: no blanks, `\/` for `/`, and `\uXXXX` for all characters that are not ASCII.
[[nodiscard]] bool json_php(Bytes from, ByteBuffer& to);

}    // namespace hmacsweep::diagnosis
