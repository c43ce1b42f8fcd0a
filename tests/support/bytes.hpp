// Bytes for tests: written as hex, filled with a pattern, encoded by OpenSSL rather than by the code under test.
#pragma once

#include "host/base/bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <openssl/evp.h>

namespace hmacsweep::tests {

using ByteVector = std::vector<std::uint8_t>;

inline ByteVector from_hex(std::string_view hex) {
    const auto digit = [](char c) -> unsigned {
        constexpr std::string_view digits = "0123456789abcdef";
        const std::size_t value = digits.find(c);
        if (value == std::string_view::npos) {
            throw std::invalid_argument("a test's hex has another character in it");
        }
        return static_cast<unsigned>(value);
    };
    ByteVector bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        bytes.push_back(static_cast<std::uint8_t>((digit(hex[i]) << 4) | digit(hex[i + 1])));
    }
    return bytes;
}

inline ByteVector to_vector(std::string_view text) {
    return {text.begin(), text.end()};
}

/// `size` bytes that repeat late enough for a shifted or swapped block to show.
inline ByteVector pattern(std::size_t size, unsigned step = 13) {
    ByteVector bytes(size);
    for (std::size_t i = 0; i < size; ++i) {
        bytes[i] = static_cast<std::uint8_t>((i * step) + (i / 251) + step);
    }
    return bytes;
}

/// Standard base64, by OpenSSL.
inline std::string base64(Bytes bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

}    // namespace hmacsweep::tests
