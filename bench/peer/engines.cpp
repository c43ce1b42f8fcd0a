#include "bench/peer/engines.hpp"

#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>

#if HMACSWEEP_HAS_IPSEC_MB
#include "bench/peer/ipsec_mb_engine.hpp"
#endif

namespace peer {
namespace {

void check(int is_right) {
    if (is_right != 1) {
        throw std::runtime_error("OpenSSL failed");
    }
}

struct FreeMac {
    void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};

/// One EVP_MAC_CTX for each key and algorithm; a null key takes the key that it has.
class EvpMacEngine : public Engine {
public:
    explicit EvpMacEngine(std::span<const Key> keys)
        : keys_(keys), mac_(EVP_MAC_fetch(nullptr, "HMAC", nullptr)), contexts_(keys.size() * algorithms.size()) {}

    void hash(std::span<const Work> work, std::uint8_t* macs) override {
        for (const Work& item : work) {
            EVP_MAC_CTX* context = ready(item);
            std::size_t size = 0;
            check(EVP_MAC_update(context, item.message, item.message_bytes));
            check(EVP_MAC_final(context, macs, &size, max_digest_bytes));
            macs += max_digest_bytes;
        }
    }

private:
    EVP_MAC_CTX* ready(const Work& item) {
        auto& context = contexts_[(item.key * algorithms.size()) + item.algorithm];
        if (context) {
            check(EVP_MAC_init(context.get(), nullptr, 0, nullptr));
            return context.get();
        }
        context.reset(EVP_MAC_CTX_new(mac_.get()));
        std::string digest = algorithms[item.algorithm].digest;
        const std::array<OSSL_PARAM, 2> parameters{OSSL_PARAM_construct_utf8_string("digest", digest.data(), 0),
                                                   OSSL_PARAM_construct_end()};
        const std::vector<std::uint8_t>& material = keys_[item.key].material;
        check(EVP_MAC_init(context.get(), material.data(), material.size(), parameters.data()));
        return context.get();
    }

    std::span<const Key> keys_;
    std::unique_ptr<EVP_MAC, FreeMac> mac_;
    std::vector<std::unique_ptr<EVP_MAC_CTX, FreeMac>> contexts_;
};

/// The call that most programs make.
class HmacEngine : public Engine {
public:
    explicit HmacEngine(std::span<const Key> keys) : keys_(keys) {}

    void hash(std::span<const Work> work, std::uint8_t* macs) override {
        const std::array<const EVP_MD*, 4> digests{EVP_sha224(), EVP_sha256(), EVP_sha384(), EVP_sha512()};
        for (const Work& item : work) {
            const std::vector<std::uint8_t>& material = keys_[item.key].material;
            check(HMAC(digests.at(item.algorithm), material.data(), static_cast<int>(material.size()), item.message,
                       item.message_bytes, macs, nullptr) != nullptr
                      ? 1
                      : 0);
            macs += max_digest_bytes;
        }
    }

private:
    std::span<const Key> keys_;
};

}    // namespace

std::unique_ptr<Engine> make_engine(std::string_view name, std::span<const Key> keys) {
#if HMACSWEEP_HAS_IPSEC_MB
    if (name == "ipsec-mb" || name == "ipsec-mb-burst") {
        return std::make_unique<IpsecMbEngine>(keys, name == "ipsec-mb-burst");
    }
#endif
    if (name == "openssl") {
        return std::make_unique<EvpMacEngine>(keys);
    }
    if (name == "hmac") {
        return std::make_unique<HmacEngine>(keys);
    }
    return nullptr;
}

std::string_view best_engine() {
    return HMACSWEEP_HAS_IPSEC_MB ? "ipsec-mb" : "openssl";
}

}    // namespace peer
