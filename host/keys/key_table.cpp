#include "host/keys/key_table.hpp"

namespace hmacsweep::keys {
namespace {

/// How many schedules of each word size the store's keys need, so that the arrays never move.
struct Needed {
    std::size_t narrow = 0;
    std::size_t wide = 0;
};

bool has_schedule(const Key& key, Algorithm algorithm) {
    return key.is_mac_key() && !key.material.empty() && key.allows(algorithm);
}

Needed count_schedules(const KeyStore& store) {
    Needed needed;
    for (const Key& key : store.keys()) {
        for (const Algorithm algorithm : all_algorithms) {
            if (has_schedule(key, algorithm)) {
                ++(core::is_wide(algorithm) ? needed.wide : needed.narrow);
            }
        }
    }
    return needed;
}

}    // namespace

KeyTable::KeyTable(const KeyStore& store) : store_(store) {
    const Needed needed = count_schedules(store);
    narrow_.reserve(needed.narrow);
    wide_.reserve(needed.wide);
    index_.resize(store.size());
    for (std::uint32_t k = 0; k < store.size(); ++k) {
        const Key& key = store[k];
        for (const Algorithm algorithm : all_algorithms) {
            std::uint32_t& index = index_[k][static_cast<std::size_t>(algorithm)];
            index = core::no_key;
            if (!has_schedule(key, algorithm)) {
                continue;
            }
            const Bytes material = key.material.bytes();
            if (core::is_wide(algorithm)) {
                index = static_cast<std::uint32_t>(wide_.size());
                wide_.push_back(
                    core::make_key_schedule<core::Sha512Family>(algorithm, material.data(), material.size()));
                wide_keys_.push_back(k);
                wide_algorithms_.push_back(algorithm);
            } else {
                index = static_cast<std::uint32_t>(narrow_.size());
                narrow_.push_back(
                    core::make_key_schedule<core::Sha256Family>(algorithm, material.data(), material.size()));
                narrow_keys_.push_back(k);
                narrow_algorithms_.push_back(algorithm);
            }
        }
    }
    wipe_stack();    // of the schedules on their way into the table
}

}    // namespace hmacsweep::keys
