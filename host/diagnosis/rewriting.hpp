// The changes that mistakes stand for: bytes to other bytes. Each is a `Change` of host/diagnosis/mistakes.hpp: false
// when it does not apply, or changes nothing.
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

template <Encoding encoding>
[[nodiscard]] bool decode_as(Bytes from, ByteBuffer& to) {
    return decode_text(encoding, from, to);
}
[[nodiscard]] bool decode_base64_twice(Bytes from, ByteBuffer& to);
[[nodiscard]] bool decode_hex_in_base64(Bytes from, ByteBuffer& to);
[[nodiscard]] bool decode_base64_in_hex(Bytes from, ByteBuffer& to);
/// Standard base64 whose `=` were left out.
[[nodiscard]] bool decode_unpadded(Bytes from, ByteBuffer& to);
/// Hex, base64 or base64url behind words that end in `=`, `:` or `,`, as `sha256=` or `vault:v1:`.
[[nodiscard]] bool decode_prefixed(Bytes from, ByteBuffer& to);
/// The --mac template for such a text, as `sha256={Mac:hex}`.
[[nodiscard]] std::string template_of_prefixed(std::string_view text);
/// base64 behind `whsec_`.
[[nodiscard]] bool decode_whsec(Bytes from, ByteBuffer& to);
[[nodiscard]] bool encode_base64(Bytes from, ByteBuffer& to);
[[nodiscard]] bool encode_hex(Bytes from, ByteBuffer& to);
[[nodiscard]] bool encode_upper_hex(Bytes from, ByteBuffer& to);

[[nodiscard]] bool add_line_feed(Bytes from, ByteBuffer& to);
/// Without a LF or CR LF at the end.
[[nodiscard]] bool drop_line_end(Bytes from, ByteBuffer& to);
[[nodiscard]] bool crlf_to_lf(Bytes from, ByteBuffer& to);
[[nodiscard]] bool lf_to_crlf(Bytes from, ByteBuffer& to);
[[nodiscard]] bool trim_message(Bytes from, ByteBuffer& to);
[[nodiscard]] bool escape_slashes(Bytes from, ByteBuffer& to);
[[nodiscard]] bool unescape_slashes(Bytes from, ByteBuffer& to);

// Of messages that are JSON objects or arrays (the sorted forms and JCS: objects).
[[nodiscard]] bool json_compact(Bytes from, ByteBuffer& to);
[[nodiscard]] bool json_spaced(Bytes from, ByteBuffer& to);
[[nodiscard]] bool json_sorted(Bytes from, ByteBuffer& to);
[[nodiscard]] bool json_sorted_utf8(Bytes from, ByteBuffer& to);
[[nodiscard]] bool json_sorted_spaced(Bytes from, ByteBuffer& to);
[[nodiscard]] bool json_jcs(Bytes from, ByteBuffer& to);
[[nodiscard]] bool json_php(Bytes from, ByteBuffer& to);

}    // namespace hmacsweep::diagnosis
