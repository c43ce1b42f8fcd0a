// Keys and records for tests, written one by one, and the random numbers that tests draw.
#pragma once

#include "host/keys/key_store.hpp"
#include "tests/support/bytes.hpp"

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::tests {

/// Random numbers from a seed that is printed: HMACSWEEP_TEST_SEED, else a new one each time.
class Random {
public:
    explicit Random(std::string_view purpose);
    explicit Random(std::uint64_t seed) : engine_(seed) {}

    /// 0 .. bound - 1.
    std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }
    bool one_in(std::uint64_t n) { return below(n) == 0; }
    ByteVector bytes(std::size_t size);
    template <class T>
    const T& pick(const std::vector<T>& from) {
        return from[below(from.size())];
    }
    std::mt19937_64& engine() { return engine_; }

private:
    std::mt19937_64 engine_;
};

/// A key without a KeySpec: any length, every algorithm.
[[nodiscard]] keys::Key make_key(std::string key_id, Bytes material);
/// A key as KMS has it: a KeySpec, an ARN in us-east-1 and the alias `alias/<key_id>`.
[[nodiscard]] keys::Key make_kms_key(std::string key_id, Algorithm algorithm, Bytes material);
/// A store of these keys; throws where KeyStore::add() gives an error.
[[nodiscard]] keys::KeyStore make_store(std::vector<keys::Key> keys);
/// The store as the text of a key file.
[[nodiscard]] std::string key_file_text(const keys::KeyStore& keys);

/// HMAC by OpenSSL.
[[nodiscard]] ByteVector reference_hmac(Algorithm algorithm, Bytes key, Bytes message);

/// The members of a record; those that are empty are left out (the message, which may be empty, excepted).
struct Fields {
    std::string id;    ///< as JSON text
    std::string key_id;
    std::string algorithm;
    ByteVector message;
    std::optional<ByteVector> mac;
};
/// A VerifyMac request as one line of JSON, without a line feed.
[[nodiscard]] std::string record_line(const Fields& fields);

}    // namespace hmacsweep::tests
