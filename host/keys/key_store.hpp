// All keys of a run, and the names by which records call them. The store owns the material; a KeyTable, made from it,
// is what a backend sees.
#pragma once

#include "cuda/core/name_table.hpp"
#include "host/base/result.hpp"
#include "host/keys/key.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace hmacsweep::keys {

class KeyStore {
public:
    KeyStore();

    /// Adds a key under its KeyId, its ARN, its aliases and their ARNs. A name that another key has is an error, but
    /// for replicas of one multi-Region key (one `mrk-` KeyId and material under several ARNs), whose shared names mean
    /// the first of them. After an error the store is unusable.
    Result<std::uint32_t> add(Key key);

    /// The index of the key that a record calls `name`, or core::no_key.
    [[nodiscard]] std::uint32_t find(std::string_view name) const;

    [[nodiscard]] const Key& operator[](std::uint32_t index) const { return keys_[index]; }
    [[nodiscard]] std::size_t size() const { return keys_.size(); }
    [[nodiscard]] const std::vector<Key>& keys() const { return keys_; }
    [[nodiscard]] core::NameTableView names() const { return {slots_.data(), slots_.size() - 1, name_bytes_.data()}; }

    /// Region and account for KMS's texts: those of the first key with an ARN, else `us-east-1` and `111122223333`.
    [[nodiscard]] std::string_view region() const;
    [[nodiscard]] std::string_view account() const;
    /// Whether some key lives in `region`.
    [[nodiscard]] bool has_region(std::string_view region) const;

private:
    Result<std::uint32_t> add_name(std::string_view name, std::uint32_t index);
    void rehash(std::size_t slots);
    void insert(core::NameSlot slot);

    std::vector<Key> keys_;
    std::vector<core::NameSlot> slots_;
    std::vector<std::uint8_t> name_bytes_;
    std::size_t num_names_ = 0;
    std::vector<std::string> regions_;    ///< each once
    std::string account_;
};

/// The parts of `arn:PARTITION:kms:REGION:ACCOUNT:RESOURCE`; empty members for anything else.
struct ArnParts {
    std::string_view prefix;    ///< `arn:PARTITION:kms:REGION:ACCOUNT:`
    std::string_view region;
    std::string_view account;
    std::string_view resource;
};
[[nodiscard]] ArnParts parse_kms_arn(std::string_view arn);

}    // namespace hmacsweep::keys
