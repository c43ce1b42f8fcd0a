// All keys of a run, and the names by which records name them. The store owns the key material. Backends use a KeyTable
// that is made from the store.
#pragma once

#include "cuda/core/name_table.hpp"
#include "host/base/result.hpp"
#include "host/keys/key.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::keys {

class KeyStore {
public:
    KeyStore();

    /// Adds a key under its KeyId, its ARN, its aliases and their ARNs, and returns its index. A name that another key
    /// has is an error. Replicas of one multi-Region key (the same `mrk-` KeyId and material with different ARNs)
    /// may share names: a shared name means the first replica. After an error the store must not be used.
    Result<std::uint32_t> add(Key key);

    /// Makes each ARN in Key::region_arns a name of its multi-Region key, unless a key in the store has that name
    /// already. To be called after the last add().
    void add_region_arns();

    /// The index of the key with this name, or core::no_key.
    [[nodiscard]] std::uint32_t find(std::string_view name) const;

    /// The key with an index that add() or find() returned. Valid until the next add().
    [[nodiscard]] const Key& operator[](std::uint32_t index) const { return keys_[index]; }
    /// The number of keys.
    [[nodiscard]] std::size_t size() const { return keys_.size(); }
    [[nodiscard]] const std::vector<Key>& keys() const { return keys_; }
    /// The names as a flat hash table for the fast steps, without those of add_region_arns(): results have such a name
    /// in place of the key's own. Valid until the next add().
    [[nodiscard]] core::NameTableView names() const { return {slots_.data(), slots_.size() - 1, name_bytes_.data()}; }

    /// The Region for KMS's texts: that of the first key with a KMS ARN, else `us-east-1`.
    [[nodiscard]] std::string_view region() const;
    /// The account for KMS's texts: that of the first key with a KMS ARN, else `111122223333`.
    [[nodiscard]] std::string_view account() const;
    /// Whether a key's ARN has this Region.
    [[nodiscard]] bool has_region(std::string_view region) const;

private:
    Result<std::uint32_t> add_name(std::string_view name, std::uint32_t index);
    void rehash(std::size_t slots);
    void insert(core::NameSlot slot);

    std::vector<Key> keys_;
    std::vector<core::NameSlot> slots_;
    std::vector<std::uint8_t> name_bytes_;
    std::size_t num_names_ = 0;
    std::map<std::string, std::uint32_t, std::less<>> region_arns_;    ///< the names of add_region_arns()
    std::vector<std::string> regions_;                                 ///< each once
    std::string account_;
};

/// The parts of `arn:PARTITION:kms:REGION:ACCOUNT:RESOURCE`. All are empty for any other text.
struct ArnParts {
    std::string_view prefix;    ///< `arn:PARTITION:kms:REGION:ACCOUNT:`
    std::string_view region;
    std::string_view account;
    std::string_view resource;
};
/// Parses a KMS ARN. The parts are views of `arn`.
[[nodiscard]] ArnParts parse_kms_arn(std::string_view arn);

}    // namespace hmacsweep::keys
