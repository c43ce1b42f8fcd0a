#include "bench/hash/peers.hpp"
#include "host/base/algorithm_names.hpp"
#include "host/keys/key_table.hpp"
#include "reference/hmac.hpp"

#include <array>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace hmacsweep::bench {
namespace {

/// One context, keyed once.
class EvpPeer : public Peer {
public:
    EvpPeer(const keys::KeyTable& keys, Algorithm algorithm) : hmac_(name_of(algorithm), keys.material(0)) {}

    void judge(backend::Batch& batch, std::span<Verdict> verdicts) override {
        const core::BatchView view = batch.view();
        for (std::size_t i = 0; i < view.num_items; ++i) {
            const Bytes mac(view.macs + (i * core::max_digest_bytes), view.items[i].mac_bytes);
            verdicts[i] = hmac_.matches(message_of(view, view.items[i]), mac) ? Verdict::Valid : Verdict::Invalid;
        }
    }

private:
    reference::Hmac hmac_;
};

/// The call that most programs make.
class OneShotPeer : public Peer {
public:
    OneShotPeer(const keys::KeyTable& keys, Algorithm algorithm)
        : key_(keys.material(0)), digest_(digest_of(algorithm)) {}

    void judge(backend::Batch& batch, std::span<Verdict> verdicts) override {
        const core::BatchView view = batch.view();
        std::array<std::uint8_t, core::max_digest_bytes> computed{};
        for (std::size_t i = 0; i < view.num_items; ++i) {
            const Bytes message = message_of(view, view.items[i]);
            unsigned written = 0;
            HMAC(digest_, key_.data(), static_cast<int>(key_.size()), message.data(), message.size(), computed.data(),
                 &written);
            const bool equal = CRYPTO_memcmp(computed.data(), view.macs + (i * core::max_digest_bytes), written) == 0;
            verdicts[i] = equal ? Verdict::Valid : Verdict::Invalid;
        }
    }

private:
    static const EVP_MD* digest_of(Algorithm algorithm) {
        constexpr std::array digests{EVP_sha224, EVP_sha256, EVP_sha384, EVP_sha512};
        return digests[static_cast<std::size_t>(algorithm)]();
    }

    Bytes key_;
    const EVP_MD* digest_;
};

template <class P>
std::unique_ptr<Peer> open(const keys::KeyTable& keys, Algorithm algorithm) {
    return std::make_unique<P>(keys, algorithm);
}

}    // namespace

std::vector<PeerInfo> openssl_peers() {
    return {{"openssl-evp", open<EvpPeer>}, {"openssl-hmac", open<OneShotPeer>}};
}

}    // namespace hmacsweep::bench
