// Functions whose values are mistaken for an HMAC-SHA-2: other HMACs, and hashes that are not HMACs. OpenSSL computes
// them, only to recognise their values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace hmacsweep::reference {

enum class LookalikeKind : std::uint8_t { Hmac, HashOfMessage, HashOfKeyAndMessage, HashOfMessageAndKey };

struct Lookalike {
    std::string_view name;    ///< for people: `HMAC-SHA-1`, `SHA-256 of the message alone`
    LookalikeKind kind;
    const char* digest;    ///< OpenSSL's name of the hash
    std::size_t bytes;     ///< length of the value
};

/// All known functions, always in the same order.
[[nodiscard]] std::span<const Lookalike> lookalikes();

/// Whether `value` is what the function makes of a key (at least one byte) and a message. Compares in constant time.
/// False also where OpenSSL does not have the hash (MD5 in a FIPS installation).
[[nodiscard]] bool matches(const Lookalike& function, std::span<const std::uint8_t> key,
                           std::span<const std::uint8_t> message, std::span<const std::uint8_t> value);

}    // namespace hmacsweep::reference
