#include "host/keys/key_derivation.hpp"

#include <initializer_list>
#include <memory>
#include <stdexcept>

#include <openssl/evp.h>

namespace hmacsweep::keys {
namespace {

constexpr std::size_t sha256_bytes = 32;
constexpr std::size_t rails_key_bytes = 64;
constexpr int rails_rounds = 1000;

[[noreturn]] void fail() {
    throw std::runtime_error("OpenSSL could not derive a key");
}

SecretBytes sha256(std::initializer_list<std::string_view> texts) {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    if (!context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1) {
        fail();
    }
    for (const std::string_view text : texts) {
        if (EVP_DigestUpdate(context.get(), text.data(), text.size()) != 1) {
            fail();
        }
    }
    SecretBytes digest(sha256_bytes);
    if (EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) != 1) {
        fail();
    }
    return digest;
}

SecretBytes pbkdf2(const EVP_MD* hash, std::string_view secret, std::string_view salt) {
    SecretBytes key(rails_key_bytes);
    if (PKCS5_PBKDF2_HMAC(secret.data(), static_cast<int>(secret.size()),
                          reinterpret_cast<const unsigned char*>(salt.data()), static_cast<int>(salt.size()),
                          rails_rounds, hash, static_cast<int>(key.size()), key.data()) != 1) {
        fail();
    }
    return key;
}

}    // namespace

SecretBytes derive_key(KeyDerivation derivation, std::string_view secret, std::string_view salt) {
    switch (derivation) {
        case KeyDerivation::Django:
            return sha256({salt, "signer", secret});
        case KeyDerivation::DjangoCookie:
            return sha256({salt, "signer", "django.http.cookies", secret});
        case KeyDerivation::Rails:
            return pbkdf2(EVP_sha1(), secret, salt);
        case KeyDerivation::RailsSha256:
            break;
    }
    return pbkdf2(EVP_sha256(), secret, salt);
}

}    // namespace hmacsweep::keys
