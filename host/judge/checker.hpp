// Recomputes one record's HMAC by other means than the backend that judged the record. OpenSSL checks every backend but
// `openssl`, which the core's scalar code checks.
#pragma once

#include "host/keys/key_table.hpp"
#include "host/reader/record.hpp"

#include <memory>
#include <span>

namespace hmacsweep::judge {

/// `key` is the index of a key in the KeyStore; the key must have material. Not for use by two threads at a time.
class Checker {
public:
    Checker() = default;
    Checker(const Checker&) = delete;
    Checker& operator=(const Checker&) = delete;
    Checker(Checker&&) = delete;
    Checker& operator=(Checker&&) = delete;
    virtual ~Checker() = default;

    /// Whether `mac`, of 1 byte up to the digest's length, is the beginning of the record's MAC.
    [[nodiscard]] virtual bool matches(std::uint32_t key, Algorithm algorithm, Bytes message, Bytes mac) = 0;
    /// Writes the record's MAC to `mac`, which has digest_bytes(algorithm) bytes.
    virtual void compute(std::uint32_t key, Algorithm algorithm, Bytes message, std::span<std::uint8_t> mac) = 0;
    /// The same for a message that is read in pieces. False: it could not be read whole, and `mac` is all zeros.
    [[nodiscard]] virtual bool compute(std::uint32_t key, Algorithm algorithm, reader::MessageStream& message,
                                       std::span<std::uint8_t> mac) = 0;
};

/// Whether one of a record's MACs is right under a key. A MAC whose length cannot be valid is not right, and no MAC is
/// right of a message that could not be read whole.
[[nodiscard]] bool any_mac_matches(Checker& checker, std::uint32_t key, const reader::Record& record,
                                   std::uint32_t min_mac_bytes);

/// By OpenSSL, from the raw key material.
[[nodiscard]] std::unique_ptr<Checker> make_openssl_checker(const keys::KeyTable& keys);
/// By the core, one message at a time, from the key schedules.
[[nodiscard]] std::unique_ptr<Checker> make_core_checker(const keys::KeyTable& keys);

}    // namespace hmacsweep::judge
