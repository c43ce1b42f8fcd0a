#include "reference/lookalike.hpp"

#include <array>
#include <memory>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

namespace hmacsweep::reference {
namespace {

using enum LookalikeKind;
using Bytes = std::span<const std::uint8_t>;

constexpr std::array all{
    Lookalike{"HMAC-SHA-1", Hmac, "SHA1", 20},
    Lookalike{"HMAC-MD5", Hmac, "MD5", 16},
    Lookalike{"HMAC-SHA-512/256", Hmac, "SHA2-512/256", 32},
    Lookalike{"HMAC-SHA3-224", Hmac, "SHA3-224", 28},
    Lookalike{"HMAC-SHA3-256", Hmac, "SHA3-256", 32},
    Lookalike{"HMAC-SHA3-384", Hmac, "SHA3-384", 48},
    Lookalike{"HMAC-SHA3-512", Hmac, "SHA3-512", 64},
    Lookalike{"SHA-256 of the message alone, which needs no key", HashOfMessage, "SHA2-256", 32},
    Lookalike{"SHA-256 of key and message, which is no HMAC", HashOfKeyAndMessage, "SHA2-256", 32},
    Lookalike{"SHA-256 of message and key, which is no HMAC", HashOfMessageAndKey, "SHA2-256", 32},
    Lookalike{"SHA-512 of the message alone, which needs no key", HashOfMessage, "SHA2-512", 64},
    Lookalike{"SHA-512 of key and message, which is no HMAC", HashOfKeyAndMessage, "SHA2-512", 64},
    Lookalike{"SHA-512 of message and key, which is no HMAC", HashOfMessageAndKey, "SHA2-512", 64},
    Lookalike{"SHA-1 of the message alone, which needs no key", HashOfMessage, "SHA1", 20},
    Lookalike{"SHA-1 of key and message, which is no HMAC", HashOfKeyAndMessage, "SHA1", 20},
    Lookalike{"SHA-1 of message and key, which is no HMAC", HashOfMessageAndKey, "SHA1", 20},
    Lookalike{"MD5 of the message alone, which needs no key", HashOfMessage, "MD5", 16},
    Lookalike{"MD5 of key and message, which is no HMAC", HashOfKeyAndMessage, "MD5", 16},
    Lookalike{"MD5 of message and key, which is no HMAC", HashOfMessageAndKey, "MD5", 16},
};

constexpr std::size_t most_bytes = 64;

/// Computes the value; false where OpenSSL cannot.
bool compute(const Lookalike& function, Bytes key, Bytes message, std::array<std::uint8_t, most_bytes>& value) {
    if (function.kind == Hmac) {
        std::size_t written = 0;
        return EVP_Q_mac(nullptr, "HMAC", nullptr, function.digest, nullptr, key.data(), key.size(), message.data(),
                         message.size(), value.data(), value.size(), &written) != nullptr &&
               written == function.bytes;
    }
    const std::unique_ptr<EVP_MD, void (*)(EVP_MD*)> digest(EVP_MD_fetch(nullptr, function.digest, nullptr),
                                                            EVP_MD_free);
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    if (!digest || !context || EVP_DigestInit_ex2(context.get(), digest.get(), nullptr) != 1) {
        return false;
    }
    const auto add = [&](Bytes bytes) { return EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1; };
    unsigned written = 0;
    return (function.kind != HashOfKeyAndMessage || add(key)) && add(message) &&
           (function.kind != HashOfMessageAndKey || add(key)) &&
           EVP_DigestFinal_ex(context.get(), value.data(), &written) == 1 && written == function.bytes;
}

}    // namespace

std::span<const Lookalike> lookalikes() {
    return all;
}

bool matches(const Lookalike& function, Bytes key, Bytes message, Bytes value) {
    if (value.size() != function.bytes) {
        return false;
    }
    std::array<std::uint8_t, most_bytes> computed{};
    ERR_set_mark();
    const bool is_equal =
        compute(function, key, message, computed) && CRYPTO_memcmp(computed.data(), value.data(), value.size()) == 0;
    ERR_pop_to_mark();
    OPENSSL_cleanse(computed.data(), computed.size());
    return is_equal;
}

}    // namespace hmacsweep::reference
