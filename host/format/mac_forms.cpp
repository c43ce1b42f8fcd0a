#include "host/format/mac_forms.hpp"

#include <array>
#include <string>

namespace hmacsweep::format {
namespace {

constexpr std::string_view other_form = "is written in another form";

template <Encoding encoding>
DecodeResult read_as(std::string_view text, std::uint8_t* out) {
    return decode(encoding, text, out);
}

/// AA-BB or aa:bb.
DecodeResult read_hex_pairs(std::string_view text, std::uint8_t* out) {
    const char separator = text.size() % 3 == 2 && text.size() > 2 ? text[2] : '\0';
    if (separator != '-' && separator != ':') {
        return {0, other_form};
    }
    std::string digits;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i % 3 != 2) {
            digits += text[i];
        } else if (text[i] != separator) {
            return {0, other_form};
        }
    }
    return decode(Encoding::Hex, digits, out);
}

/// Base64 without its padding.
DecodeResult read_bare_base64(std::string_view text, std::uint8_t* out) {
    if (text.size() % 4 < 2 || text.ends_with('=')) {
        return {0, other_form};
    }
    std::string padded(text);
    padded.resize((text.size() + 3) / 4 * 4, '=');
    return decode(Encoding::Base64, padded, out);
}

constexpr std::array<MacFormReader, 6> forms{{{read_as<Encoding::Hex>, Encoding::Hex},
                                              {read_hex_pairs, Encoding::Hex},
                                              {read_as<Encoding::Base64>, Encoding::Base64},
                                              {read_as<Encoding::Base64Url>, Encoding::Base64Url},
                                              {read_bare_base64, Encoding::Base64},
                                              {read_as<Encoding::Base64Mime>, Encoding::Base64Mime}}};

constexpr std::string_view no_form =
    "is in none of the forms tried: hex (also in pairs as AA-BB or aa:bb, behind 0x or \\x), base64 and base64url "
    "(both "
    "with = or without), base64-mime";

}    // namespace

std::span<const MacFormReader> mac_forms() {
    return forms;
}

FoundMac find_mac(std::string_view text, std::size_t wanted, std::uint8_t* out) {
    const MacFormReader* first = nullptr;
    for (const MacFormReader& form : forms) {
        const DecodeResult decoded = form.read(text, out);
        if (!decoded.reason.empty() || decoded.bytes == 0) {
            continue;
        }
        if (decoded.bytes == wanted) {
            return {decoded, form.encoding};
        }
        first = first == nullptr ? &form : first;
    }
    return first != nullptr ? FoundMac{first->read(text, out), first->encoding} : FoundMac{{0, no_form}};
}

}    // namespace hmacsweep::format
