// The forms in which a whole MAC can be written, for inputs that do not name the form. The text's length shows the
// form.
#pragma once

#include "host/base/encoding.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace hmacsweep::format {

/// The bytes of room that find_mac() needs for a text of `size` characters.
[[nodiscard]] constexpr std::size_t mac_room(std::size_t size) {
    return decoded_room(size + 2);
}

/// One form of MACs.
struct MacFormReader {
    /// Decodes a text of this form, as decode() does. `out` has mac_room(text.size()) bytes.
    DecodeResult (*read)(std::string_view text, std::uint8_t* out);
    Encoding encoding;    ///< of the form, or the nearest one
};
/// All forms: hex (also in pairs, AA-BB or aa:bb), base64 and base64url with or without padding, base64-mime. For a MAC
/// of an algorithm's length, the forms differ in length or alphabet, so that no text has two meanings.
[[nodiscard]] std::span<const MacFormReader> mac_forms();

/// What find_mac() found.
struct FoundMac {
    DecodeResult decoded;
    Encoding encoding = Encoding::Base64;    ///< of its form, or the nearest one
};

/// Decodes a text into `out` by the form that makes it a MAC of `wanted` bytes. If no form does, uses the first form
/// that can decode the text: the MAC then has a wrong length. If no form can, `decoded` has a reason, as from decode().
/// `out` has mac_room(text.size()) bytes.
[[nodiscard]] FoundMac find_mac(std::string_view text, std::size_t wanted, std::uint8_t* out);

}    // namespace hmacsweep::format
