// The keys as a backend sees them: one KeySchedule per key and algorithm it may be used with, in flat arrays.
#pragma once

#include "cuda/core/batch.hpp"
#include "host/base/secret_memory.hpp"
#include "host/keys/key_store.hpp"

#include <array>
#include <vector>

namespace hmacsweep::keys {

class KeyTable {
public:
    /// Makes the schedules of every key that can make MACs. The store must outlive the table.
    explicit KeyTable(const KeyStore& store);
    ~KeyTable() = default;
    KeyTable(const KeyTable&) = delete;
    KeyTable& operator=(const KeyTable&) = delete;
    KeyTable(KeyTable&&) = delete;
    KeyTable& operator=(KeyTable&&) = delete;

    [[nodiscard]] const KeyStore& store() const { return store_; }
    [[nodiscard]] core::KeyTableView view() const { return {narrow_.data(), wide_.data()}; }

    /// The index of the schedule for a key and an algorithm that the key allows, within the schedules of its word size.
    [[nodiscard]] std::uint32_t schedule(std::uint32_t key, Algorithm algorithm) const {
        return index_[key][static_cast<std::size_t>(algorithm)];
    }
    /// The material itself, for backends that are not made of the core.
    [[nodiscard]] Bytes material(std::uint32_t key) const { return store_.keys()[key].material.bytes(); }
    /// The algorithm of each schedule of a word size.
    [[nodiscard]] const std::vector<Algorithm>& algorithms(bool is_wide) const {
        return is_wide ? wide_algorithms_ : narrow_algorithms_;
    }
    /// The key that a schedule belongs to.
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
