#include "reference/hmac.hpp"

#include <array>
#include <stdexcept>
#include <string>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

namespace hmacsweep::reference {
namespace {

constexpr std::size_t max_mac_bytes = 64;

struct DigestName {
    std::string_view algorithm;
    const char* digest;
};

constexpr std::array digest_names{
    DigestName{"HMAC_SHA_224", "SHA2-224"},
    DigestName{"HMAC_SHA_256", "SHA2-256"},
    DigestName{"HMAC_SHA_384", "SHA2-384"},
    DigestName{"HMAC_SHA_512", "SHA2-512"},
};

const char* digest_of(std::string_view algorithm) {
    for (const DigestName& row : digest_names) {
        if (row.algorithm == algorithm) {
            return row.digest;
        }
    }
    throw std::invalid_argument("no HMAC algorithm of the name " + std::string(algorithm));
}

[[noreturn]] void throw_openssl(const char* call) {
    std::array<char, 256> text{};
    ERR_error_string_n(ERR_get_error(), text.data(), text.size());
    throw std::runtime_error(std::string("OpenSSL: ") + call + " failed: " + text.data());
}

}    // namespace

struct Hmac::Context {
    EVP_MAC* mac = nullptr;
    EVP_MAC_CTX* context = nullptr;

    Context() = default;
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    Context(Context&&) = delete;
    Context& operator=(Context&&) = delete;
    ~Context() {
        EVP_MAC_CTX_free(context);
        EVP_MAC_free(mac);
    }
};

Hmac::Hmac(std::string_view algorithm, std::span<const std::uint8_t> key) : context_(std::make_unique<Context>()) {
    std::string digest = digest_of(algorithm);
    context_->mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    if (context_->mac == nullptr) {
        throw_openssl("EVP_MAC_fetch");
    }
    context_->context = EVP_MAC_CTX_new(context_->mac);
    if (context_->context == nullptr) {
        throw_openssl("EVP_MAC_CTX_new");
    }
    const std::array params{OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
                            OSSL_PARAM_construct_end()};
    if (EVP_MAC_init(context_->context, key.data(), key.size(), params.data()) != 1) {
        throw_openssl("EVP_MAC_init");
    }
    mac_bytes_ = EVP_MAC_CTX_get_mac_size(context_->context);
    if (mac_bytes_ == 0 || mac_bytes_ > max_mac_bytes) {
        throw_openssl("EVP_MAC_CTX_get_mac_size");
    }
}

Hmac::~Hmac() = default;
Hmac::Hmac(Hmac&&) noexcept = default;
Hmac& Hmac::operator=(Hmac&&) noexcept = default;

void Hmac::compute(std::span<const std::uint8_t> message, std::span<std::uint8_t> mac) {
    begin();
    add(message);
    finish(mac);
}

void Hmac::begin() {
    if (EVP_MAC_init(context_->context, nullptr, 0, nullptr) != 1) {
        throw_openssl("EVP_MAC_init");
    }
}

void Hmac::add(std::span<const std::uint8_t> piece) {
    if (EVP_MAC_update(context_->context, piece.data(), piece.size()) != 1) {
        throw_openssl("EVP_MAC_update");
    }
}

void Hmac::finish(std::span<std::uint8_t> mac) {
    std::size_t written = 0;
    if (EVP_MAC_final(context_->context, mac.data(), &written, mac.size()) != 1 || written != mac_bytes_) {
        throw_openssl("EVP_MAC_final");
    }
}

bool Hmac::matches(std::span<const std::uint8_t> message, std::span<const std::uint8_t> mac) {
    if (mac.empty() || mac.size() > mac_bytes_) {
        return false;
    }
    std::array<std::uint8_t, max_mac_bytes> computed{};
    compute(message, std::span(computed).first(mac_bytes_));
    const bool equal = CRYPTO_memcmp(computed.data(), mac.data(), mac.size()) == 0;
    OPENSSL_cleanse(computed.data(), computed.size());
    return equal;
}

}    // namespace hmacsweep::reference
