// Fuzz target: what decode() takes and gives must be what a decoder says that was written from the standard alone
// (RFC 4648, sections 4, 5, 8 and 3.5), and what is encoded again must be what was there. The first byte chooses the
// encoding.
#include "host/base/encoding.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace hmacsweep::tests {
namespace {

/// Bit by bit. `must_pad`: `=` must fill the last group, else it may.
std::optional<std::string> slow_base64(std::string_view text, bool is_url, bool must_pad) {
    const std::string alphabet =
        std::string("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") + (is_url ? "-_" : "+/");
    std::string_view digits = text;
    while (digits.ends_with('=')) {
        digits.remove_suffix(1);
    }
    const std::size_t padding = text.size() - digits.size();
    const std::size_t wanted = (4 - (digits.size() % 4)) % 4;
    if (wanted == 3 || (padding != wanted && (must_pad || padding != 0))) {
        return std::nullopt;
    }
    std::string bytes;
    unsigned bits = 0;
    int num_bits = 0;
    for (const char digit : digits) {
        const std::size_t value = alphabet.find(digit);
        if (value == std::string::npos) {
            return std::nullopt;
        }
        bits = (bits << 6) | static_cast<unsigned>(value);
        num_bits += 6;
        if (num_bits >= 8) {
            num_bits -= 8;
            bytes += static_cast<char>(bits >> num_bits);
            bits &= (1U << num_bits) - 1;
        }
    }
    return bits == 0 ? std::optional(bytes) : std::nullopt;    // unused bits must be zero
}

std::optional<std::string> slow_hex(std::string_view text) {
    if (text.starts_with("\\x") || text.starts_with("0x")) {
        text.remove_prefix(2);
    }
    if (text.size() % 2 != 0 ||
        !std::ranges::all_of(text, [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; })) {
        return std::nullopt;
    }
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        bytes += static_cast<char>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16));
    }
    return bytes;
}

std::optional<std::string> slow(Encoding encoding, std::string_view text) {
    switch (encoding) {
        case Encoding::Base64:
            return slow_base64(text, false, true);
        case Encoding::Base64Url:
            return slow_base64(text, true, false);
        case Encoding::Base64UrlBare:
            return text.ends_with('=') ? std::nullopt : slow_base64(text, true, false);
        case Encoding::Base64Mime: {
            std::string joined(text);
            std::erase_if(joined, [](char c) { return c == '\r' || c == '\n'; });
            return slow_base64(joined, false, true);
        }
        case Encoding::Hex:
            return slow_hex(text);
        case Encoding::Text:
            break;
    }
    return std::string(text);
}

[[noreturn]] void fail(const char* what) {
    std::fprintf(stderr, "%s\n", what);
    std::abort();
}

}    // namespace

void compare(const std::uint8_t* data, std::size_t size) {
    if (size == 0) {
        return;
    }
    const auto encoding = static_cast<Encoding>(data[0] % 6);
    const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
    std::string decoded(decoded_room(text.size()), '\0');
    const DecodeResult result = decode(encoding, text, reinterpret_cast<std::uint8_t*>(decoded.data()));
    const std::optional<std::string> expected = slow(encoding, text);
    if (expected.has_value() != result.reason.empty()) {
        fail(expected ? "refused what the standard allows" : "took what the standard does not allow");
    }
    if (!expected) {
        return;
    }
    decoded.resize(result.bytes);
    if (decoded != *expected) {
        fail("decoded to other bytes");
    }
    std::string again;
    append_base64(again, as_bytes(decoded));
    if (encoding == Encoding::Base64 && again != text) {
        fail("what was decoded is encoded in another way");
    }
}

}    // namespace hmacsweep::tests

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    hmacsweep::tests::compare(data, size);
    return 0;
}
