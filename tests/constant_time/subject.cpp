#include "tests/constant_time/subject.hpp"

#include "host/backend/cpu_backends.hpp"

#include <algorithm>
#include <random>
#include <stdexcept>

namespace hmacsweep::constant_time {
namespace {

constexpr std::size_t message_bytes = 40;

keys::KeyStore store_of(std::span<const std::uint8_t> material) {
    keys::Key key;
    key.key_id = "k";
    key.material = SecretBytes(Bytes(material));
    keys::KeyStore store;
    if (!store.add(std::move(key))) {
        throw std::logic_error("a store without keys takes any");
    }
    return store;
}

/// Equal to the scalar backend but for its compare, which ends at the first byte that differs.
class PlantedBackend : public backend::Backend {
public:
    explicit PlantedBackend(const keys::KeyTable& keys) : honest_(backend::open_scalar(keys, {})) {}

    void verify(const core::BatchView& batch, std::span<Verdict> verdicts) override {
        macs_.resize(batch.num_items * core::max_digest_bytes);
        honest_->generate(batch, macs_);
        for (std::size_t i = 0; i < batch.num_items; ++i) {
            const std::uint8_t* const computed = macs_.data() + (i * core::max_digest_bytes);
            const std::uint8_t* const given = batch.macs + (i * core::max_digest_bytes);
            std::size_t same = 0;
            while (same < batch.items[i].mac_bytes && computed[same] == given[same]) {
                ++same;
            }
            verdicts[i] = same == batch.items[i].mac_bytes ? Verdict::Valid : Verdict::Invalid;
        }
    }
    void generate(const core::BatchView& batch, std::span<std::uint8_t> macs) override {
        honest_->generate(batch, macs);
    }

private:
    std::unique_ptr<backend::Backend> honest_;
    std::vector<std::uint8_t> macs_;
};

}    // namespace

Subject::Subject(Algorithm algorithm, std::span<const std::uint8_t> material, std::size_t num_items)
    : store_(store_of(material)),
      table_(std::make_unique<keys::KeyTable>(store_)),
      right_(num_items * core::max_digest_bytes),
      algorithm_(algorithm) {
    const std::vector<std::uint8_t> no_mac(core::digest_bytes(algorithm));
    for (std::size_t i = 0; i < num_items; ++i) {
        const std::vector<std::uint8_t> message(message_bytes, static_cast<std::uint8_t>(i));
        batch_.add(algorithm, table_->schedule(0, algorithm), message, no_mac, 0);
    }
    batch_.schedule();
    backend::open_scalar(*table_, {})->generate(batch_.view(), right_);
    put_macs(right_);
}

std::vector<std::uint8_t> Subject::damaged_macs(Damage damage, std::uint64_t seed) const {
    std::vector<std::uint8_t> macs = right_;
    std::mt19937_64 random(seed);
    const std::size_t mac_bytes = core::digest_bytes(algorithm_);
    for (std::size_t begin = 0; begin < macs.size(); begin += core::max_digest_bytes) {
        switch (damage) {
            case Damage::None:
                break;
            case Damage::FirstByte:
                macs[begin] ^= 1;
                break;
            case Damage::LastByte:
                macs[begin + mac_bytes - 1] ^= 0x80;
                break;
            case Damage::EveryByte:
                std::generate_n(macs.begin() + static_cast<std::ptrdiff_t>(begin), mac_bytes,
                                [&] { return static_cast<std::uint8_t>(random()); });
        }
    }
    return macs;
}

void Subject::put_macs(std::span<const std::uint8_t> macs) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): it is this object's own batch
    std::ranges::copy(macs, const_cast<std::uint8_t*>(batch_.view().macs));
}

std::unique_ptr<backend::Backend> open(std::string_view name, const keys::KeyTable& table) {
    if (name == planted) {
        return std::make_unique<PlantedBackend>(table);
    }
    for (const backend::BackendInfo& info : backend::backends()) {
        if (info.name == name && info.probe({}).is_available) {
            return info.open(table, {});
        }
    }
    return nullptr;
}

std::vector<std::string> backend_names_here() {
    std::vector<std::string> names;
    for (const backend::BackendInfo& info : backend::backends()) {
        if ((info.name == "scalar" || info.name == "openssl" || info.name.starts_with("simd:")) &&
            info.probe({}).is_available) {
            names.emplace_back(info.name);
        }
    }
    names.emplace_back(planted);
    return names;
}

}    // namespace hmacsweep::constant_time
