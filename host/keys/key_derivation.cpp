#include "host/keys/key_derivation.hpp"

#include "host/base/json_tokens.hpp"
#include "host/keys/secret_text.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

namespace hmacsweep::keys {
namespace {

[[noreturn]] void fail() {
    throw std::runtime_error("OpenSSL could not derive a key");
}

const EVP_MD* digest_of(DerivationHash hash) {
    switch (hash) {
        case DerivationHash::Sha1:
            return EVP_sha1();
        case DerivationHash::Sha256:
            return EVP_sha256();
        case DerivationHash::Sha384:
            return EVP_sha384();
        case DerivationHash::Sha512:
            break;
    }
    return EVP_sha512();
}

SecretBytes digest(const EVP_MD* hash, Bytes bytes) {
    SecretBytes made(static_cast<std::size_t>(EVP_MD_get_size(hash)));
    if (EVP_Digest(bytes.data(), bytes.size(), made.data(), nullptr, hash, nullptr) != 1) {
        fail();
    }
    return made;
}

SecretBytes hmac(const EVP_MD* hash, Bytes key, Bytes message) {
    SecretBytes made(static_cast<std::size_t>(EVP_MD_get_size(hash)));
    // A key that is null would mean the key of the call before.
    const auto* const key_bytes = key.empty() ? reinterpret_cast<const std::uint8_t*>("") : key.data();
    if (HMAC(hash, key_bytes, static_cast<int>(key.size()), message.data(), message.size(), made.data(), nullptr) ==
        nullptr) {
        fail();
    }
    return made;
}

SecretBytes hkdf(const EVP_MD* hash, Bytes secret, const DerivationStep& step) {
    const std::unique_ptr<EVP_KDF, decltype(&EVP_KDF_free)> kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr), &EVP_KDF_free);
    const std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context(kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr,
                                                                            &EVP_KDF_CTX_free);
    std::array<OSSL_PARAM, 5> params{
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, const_cast<char*>(EVP_MD_get0_name(hash)), 0)};
    std::size_t num_params = 1;
    for (const auto& [name, bytes] : {std::pair(OSSL_KDF_PARAM_KEY, secret),
                                      {OSSL_KDF_PARAM_SALT, step.text.bytes()},
                                      {OSSL_KDF_PARAM_INFO, step.info.bytes()}}) {
        if (!bytes.empty()) {    // OpenSSL refuses an empty one, and only reads what it is given
            params.at(num_params++) =
                OSSL_PARAM_construct_octet_string(name, const_cast<std::uint8_t*>(bytes.data()), bytes.size());
        }
    }
    params.at(num_params) = OSSL_PARAM_construct_end();
    SecretBytes made(step.num_bytes);
    if (!context || EVP_KDF_derive(context.get(), made.data(), made.size(), params.data()) != 1) {
        fail();
    }
    return made;
}

SecretBytes pbkdf2(const EVP_MD* hash, Bytes secret, const DerivationStep& step) {
    SecretBytes made(step.num_bytes);
    if (PKCS5_PBKDF2_HMAC(reinterpret_cast<const char*>(secret.data()), static_cast<int>(secret.size()),
                          step.text.bytes().data(), static_cast<int>(step.text.size()), static_cast<int>(step.rounds),
                          hash, static_cast<int>(made.size()), made.data()) != 1) {
        fail();
    }
    return made;
}

SecretBytes concatenated(Bytes first, Bytes second) {
    SecretBytes made(first.size() + second.size());
    std::ranges::copy(first, made.data());
    std::ranges::copy(second, made.data() + first.size());
    return made;
}

Result<SecretBytes> decoded(Encoding encoding, Bytes bytes) {
    std::string_view text = as_text(bytes);
    text = encoding == Encoding::Text ? without_line_end(text) : trim_blanks(text);
    SecretBytes made(decoded_room(text.size()));
    const DecodeResult result = decode(encoding, text, made.data());
    if (!result.reason.empty()) {
        return Error{std::string(result.reason)};
    }
    made.shrink(result.bytes);
    return made;
}

SecretBytes encoded(Encoding encoding, Bytes bytes) {
    SecretText text(2 * bytes.size() + 4);
    if (encoding == Encoding::Hex) {
        for (const std::uint8_t byte : bytes) {
            constexpr std::string_view digits = "0123456789abcdef";
            *text += digits[byte >> 4];
            *text += digits[byte & 15];
        }
    } else {
        append_base64(*text, bytes);
    }
    return SecretBytes(as_bytes(*text));
}

Result<SecretBytes> do_step(const DerivationStep& step, SecretBytes secret) {
    const EVP_MD* const hash = digest_of(step.hash);
    const Bytes bytes = secret.bytes();
    switch (step.kind) {
        case DerivationStep::Kind::Digest:
            return digest(hash, bytes);
        case DerivationStep::Kind::Hmac:
            return hmac(hash, bytes, step.text.bytes());
        case DerivationStep::Kind::HmacOf:
            return hmac(hash, step.text.bytes(), bytes);
        case DerivationStep::Kind::Hkdf:
            return hkdf(hash, bytes, step);
        case DerivationStep::Kind::Pbkdf2:
            return pbkdf2(hash, bytes, step);
        case DerivationStep::Kind::Prefix:
            return concatenated(step.text.bytes(), bytes);
        case DerivationStep::Kind::Suffix:
            return concatenated(bytes, step.text.bytes());
        case DerivationStep::Kind::Encode:
            return encoded(step.encoding, bytes);
        case DerivationStep::Kind::Decode:
            break;
    }
    return decoded(step.encoding, bytes);
}

}    // namespace

Result<SecretBytes> derive_key(SecretBytes secret, std::span<const DerivationStep> steps) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
        Result<SecretBytes> made = do_step(steps[i], std::move(secret));
        if (!made || made->empty()) {
            return Error{"step " + std::to_string(i + 1) + " of the derivation " +
                         (made ? "makes nothing" : "meets a text that " + made.error().message)};
        }
        secret = std::move(*made);
    }
    return secret;
}

}    // namespace hmacsweep::keys
