// What is taken for an HMAC-SHA-2 and is none: other HMACs, and hashes without one. Only to recognise them, by OpenSSL.
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
    const char* digest;    ///< OpenSSL's name
    std::size_t bytes;     ///< of the value
};

/// All that are known, in one order.
[[nodiscard]] std::span<const Lookalike> lookalikes();

/// Whether `value` is what the function makes of a key of at least one byte and a message; compared in constant time.
/// False, too, where OpenSSL does not have the digest (MD5 in a FIPS installation).
[[nodiscard]] bool matches(const Lookalike& function, std::span<const std::uint8_t> key,
                           std::span<const std::uint8_t> message, std::span<const std::uint8_t> value);

}    // namespace hmacsweep::reference
