// The forms in which a whole MAC is written, for inputs that do not say which: a text's length tells.
#pragma once

#include "host/base/encoding.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace hmacsweep::format {

/// Room that find_mac() needs for a text of `size` characters.
[[nodiscard]] constexpr std::size_t mac_room(std::size_t size) {
    return decoded_room(size + 2);
}

struct MacFormReader {
    /// Reads a text in one form, as decode() does, into mac_room(text.size()) bytes.
    DecodeResult (*read)(std::string_view text, std::uint8_t* out);
    Encoding encoding;    ///< the nearest one
};
/// Of all forms: hex (also in pairs, AA-BB or aa:bb), base64 and base64url with padding or without, base64-mime. For a
/// MAC of an algorithm's length they have different lengths or alphabets, so that no text has two meanings.
[[nodiscard]] std::span<const MacFormReader> mac_forms();

/// What find_mac() found.
struct FoundMac {
    DecodeResult decoded;
    Encoding encoding = Encoding::Base64;    ///< of its form, or the nearest one
};

/// Reads a MAC of `wanted` bytes in the form that its text has. A text that has another length in every form is read in
/// the first that it has: a MAC of a wrong length. Else there is a reason, as decode()
/// gives it.
[[nodiscard]] FoundMac find_mac(std::string_view text, std::size_t wanted, std::uint8_t* out);

}    // namespace hmacsweep::format
