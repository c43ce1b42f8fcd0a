#include "host/judge/checker.hpp"

#include "host/backend/cpu_backends.hpp"
#include "host/backend/packer.hpp"
#include "reference/hmac.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace hmacsweep::judge {
namespace {

class OpenSslChecker : public Checker {
public:
    explicit OpenSslChecker(const keys::KeyTable& keys) : keys_(keys) {}

    bool matches(std::uint32_t key, Algorithm algorithm, Bytes message, Bytes mac) override {
        return hmac_for(key, algorithm).matches(message, mac);
    }
    void compute(std::uint32_t key, Algorithm algorithm, Bytes message, std::span<std::uint8_t> mac) override {
        hmac_for(key, algorithm).compute(message, mac);
    }

private:
    /// A keyed context, kept for the next record under the same key.
    struct Slot {
        std::uint32_t key = core::no_key;
        std::optional<reference::Hmac> hmac;
    };
    static constexpr std::size_t slots_per_algorithm = 16;

    reference::Hmac& hmac_for(std::uint32_t key, Algorithm algorithm) {
        Slot& slot = slots_[(static_cast<std::size_t>(algorithm) * slots_per_algorithm) + (key % slots_per_algorithm)];
        if (slot.key != key || !slot.hmac) {
            slot.hmac.emplace(name_of(algorithm), keys_.material(key));
            slot.key = key;
        }
        return *slot.hmac;
    }

    const keys::KeyTable& keys_;
    std::array<Slot, core::num_algorithms * slots_per_algorithm> slots_;
};

class CoreChecker : public Checker {
public:
    explicit CoreChecker(const keys::KeyTable& keys) : keys_(keys), backend_(backend::open_scalar(keys, {})) {}

    bool matches(std::uint32_t key, Algorithm algorithm, Bytes message, Bytes mac) override {
        pack(key, algorithm, message, mac);
        std::array verdict{Verdict::NotJudged};
        backend_->verify(batch_.view(), verdict);
        return verdict[0] == Verdict::Valid;
    }
    void compute(std::uint32_t key, Algorithm algorithm, Bytes message, std::span<std::uint8_t> mac) override {
        pack(key, algorithm, message, {});
        std::array<std::uint8_t, core::max_digest_bytes> computed{};
        backend_->generate(batch_.view(), computed);
        std::ranges::copy(std::span(computed).first(mac.size()), mac.begin());
        wipe(computed.data(), computed.size());
    }

private:
    void pack(std::uint32_t key, Algorithm algorithm, Bytes message, Bytes mac) {
        batch_.clear();
        batch_.add(algorithm, keys_.schedule(key, algorithm), message, mac, 1);
        batch_.schedule();
    }

    const keys::KeyTable& keys_;
    std::unique_ptr<backend::Backend> backend_;
    backend::Batch batch_;
};

}    // namespace

bool any_mac_matches(Checker& checker, std::uint32_t key, const reader::Record& record, std::uint32_t min_mac_bytes) {
    const auto is_right = [&](Bytes mac) {
        return is_mac_length(*record.algorithm, mac.size(), min_mac_bytes) &&
               checker.matches(key, *record.algorithm, record.message, mac);
    };
    return is_right(record.mac) || std::ranges::any_of(record.more_macs, is_right);
}

std::unique_ptr<Checker> make_openssl_checker(const keys::KeyTable& keys) {
    return std::make_unique<OpenSslChecker>(keys);
}

std::unique_ptr<Checker> make_core_checker(const keys::KeyTable& keys) {
    return std::make_unique<CoreChecker>(keys);
}

}    // namespace hmacsweep::judge
