// HMAC by OpenSSL: the second opinion. It includes nothing of ours, so it cannot share our bugs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace hmacsweep::reference {

/// HMAC under one key, reusable for any number of messages: one EVP_MAC_CTX, keyed once and re-initialised with a null
/// key for every message. Not thread-safe.
class Hmac {
public:
    /// `algorithm` is a KMS MacAlgorithm (`HMAC_SHA_256`); `key` has at least one byte. Throws std::invalid_argument
    /// for another name and std::runtime_error when OpenSSL fails.
    Hmac(std::string_view algorithm, std::span<const std::uint8_t> key);
    ~Hmac();
    Hmac(Hmac&&) noexcept;
    Hmac& operator=(Hmac&&) noexcept;

    /// Bytes of a full MAC.
    [[nodiscard]] std::size_t mac_bytes() const { return mac_bytes_; }

    /// Writes the MAC of `message` to `mac`, which has mac_bytes() bytes. Throws std::runtime_error when OpenSSL fails.
    void compute(std::span<const std::uint8_t> message, std::span<std::uint8_t> mac);

    /// The same for a message in pieces: begin(), add() for each piece, finish(). Throw as compute() does.
    void begin();
    void add(std::span<const std::uint8_t> piece);
    void finish(std::span<std::uint8_t> mac);

    /// Whether `mac`, of 1..mac_bytes() bytes, is the beginning of the MAC of `message`. Compares in constant time.
    /// False for a MAC of any other length. Throws std::runtime_error when OpenSSL fails.
    [[nodiscard]] bool matches(std::span<const std::uint8_t> message, std::span<const std::uint8_t> mac);

private:
    struct Context;
    std::unique_ptr<Context> context_;
    std::size_t mac_bytes_ = 0;
};

}    // namespace hmacsweep::reference
