// `openssl`: the reference as a backend, from the raw key material and the packed messages.
#include "host/backend/cpu_backends.hpp"
#include "reference/hmac.hpp"

#include <algorithm>
#include <optional>

#include <openssl/crypto.h>

namespace hmacsweep::backend {
namespace {

/// The length of a packed message, from the length field of its padding.
std::size_t message_bytes(const core::BatchItem& item, const std::uint8_t* blocks) {
    const std::uint32_t block = core::block_bytes(item.algorithm);
    const std::uint8_t* const end = blocks + (std::size_t{item.num_blocks} * block);
    return (core::load_big_endian<std::uint64_t>(end - 8) / 8) - block;
}

class OpenSslBackend : public Backend {
public:
    explicit OpenSslBackend(const keys::KeyTable& keys) : keys_(keys) {}

    void verify(const core::BatchView& batch, std::span<Verdict> verdicts) override {
        for_each(batch, [&](std::uint32_t index, reference::Hmac& hmac, Bytes message) {
            const Bytes mac(batch.macs + (index * core::max_digest_bytes), batch.items[index].mac_bytes);
            verdicts[index] = hmac.matches(message, mac) ? Verdict::Valid : Verdict::Invalid;
        });
    }
    void generate(const core::BatchView& batch, std::span<std::uint8_t> macs) override {
        for_each(batch, [&](std::uint32_t index, reference::Hmac& hmac, Bytes message) {
            hmac.compute(message, macs.subspan(index * core::max_digest_bytes, hmac.mac_bytes()));
        });
    }
    [[nodiscard]] bool is_openssl() const override { return true; }

private:
    /// Calls use(index, hmac, message) for every item, re-keying only where neighbours in Schedule order differ.
    template <class Use>
    void for_each(const core::BatchView& batch, Use&& use) const {
        std::optional<reference::Hmac> hmac;
        std::uint32_t keyed_schedule = 0;
        Algorithm keyed_algorithm{};
        for (std::size_t i = 0; i < batch.num_items; ++i) {
            const std::uint32_t index = batch.order[i];
            const core::BatchItem& item = batch.items[index];
            if (!hmac || item.schedule != keyed_schedule || item.algorithm != keyed_algorithm) {
                hmac.emplace(name_of(item.algorithm), keys_.material(keys_.key_of(item.algorithm, item.schedule)));
                keyed_schedule = item.schedule;
                keyed_algorithm = item.algorithm;
            }
            const std::uint8_t* const blocks = batch.blocks + item.blocks_offset;
            use(index, *hmac, Bytes(blocks, message_bytes(item, blocks)));
        }
    }

    const keys::KeyTable& keys_;
};

}    // namespace

Probe probe_openssl(const BackendSetup& /*setup*/) {
    return {true, OpenSSL_version(OPENSSL_VERSION)};
}

std::unique_ptr<Backend> open_openssl(const keys::KeyTable& keys, const BackendSetup& /*setup*/) {
    return std::make_unique<OpenSslBackend>(keys);
}

}    // namespace hmacsweep::backend
