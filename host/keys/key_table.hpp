// The key table: the schedules of all keys of a run in flat arrays, one for each key and each algorithm that the key
// allows. Narrow schedules are for SHA-224 and SHA-256, wide ones for SHA-384 and SHA-512.
#pragma once

#include "cuda/core/batch.hpp"
#include "host/base/secret_memory.hpp"
#include "host/keys/key_store.hpp"

#include <array>
#include <vector>

namespace hmacsweep::keys {

class KeyTable {
public:
    /// Makes the schedules of every key that can make MACs and has material. The store must outlive the table and must
    /// not change.
    explicit KeyTable(const KeyStore& store);
    ~KeyTable() = default;
    KeyTable(const KeyTable&) = delete;
    KeyTable& operator=(const KeyTable&) = delete;
    KeyTable(KeyTable&&) = delete;
    KeyTable& operator=(KeyTable&&) = delete;

    [[nodiscard]] const KeyStore& store() const { return store_; }
    /// A view of the schedules, valid while the table is.
    [[nodiscard]] core::KeyTableView view() const { return {narrow_.data(), wide_.data()}; }

    /// The index of the schedule for a key and an algorithm, among the schedules of the algorithm's word size;
    /// core::no_key if there is none.
    [[nodiscard]] std::uint32_t schedule(std::uint32_t key, Algorithm algorithm) const {
        return index_[key][static_cast<std::size_t>(algorithm)];
    }
    /// The key's material, for backends that do not use the core's schedules.
    [[nodiscard]] Bytes material(std::uint32_t key) const { return store_.keys()[key].material.bytes(); }
    /// The algorithm of each schedule of one word size.
    [[nodiscard]] const std::vector<Algorithm>& algorithms(bool is_wide) const {
        return is_wide ? wide_algorithms_ : narrow_algorithms_;
    }
    /// The index of the key that a schedule belongs to. `schedule` is as from schedule(key, algorithm).
    [[nodiscard]] std::uint32_t key_of(Algorithm algorithm, std::uint32_t schedule) const {
        return core::is_wide(algorithm) ? wide_keys_[schedule] : narrow_keys_[schedule];
    }

private:
    const KeyStore& store_;
    SecretVector<core::KeySchedule<std::uint32_t>> narrow_;
    SecretVector<core::KeySchedule<std::uint64_t>> wide_;
    std::vector<std::uint32_t> narrow_keys_;
    std::vector<std::uint32_t> wide_keys_;
    std::vector<Algorithm> narrow_algorithms_;
    std::vector<Algorithm> wide_algorithms_;
    std::vector<std::array<std::uint32_t, core::num_algorithms>> index_;
};

}    // namespace hmacsweep::keys
