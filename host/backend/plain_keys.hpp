// The keys as the flat data that the steps before hashing read: the schedules of those that may be used, by name.
#pragma once

#include "cuda/core/plain_shape.hpp"
#include "host/keys/key_table.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace hmacsweep::backend {

/// Not to be copied: the view points into the object.
class PlainKeys {
public:
    /// What the rules say of a key.
    struct Use {
        bool is_usable;     ///< whether the key's state lets it be used
        bool has_limits;    ///< whether KMS's limits hold for messages under it
    };

    /// No keys yet.
    PlainKeys() = default;
    /// `use_of` is asked once for each key of the table, which must outlive the object.
    PlainKeys(const keys::KeyTable& table, const std::function<Use(std::uint32_t key)>& use_of);

    [[nodiscard]] std::size_t size() const { return table_ == nullptr ? 0 : table_->store().size(); }
    /// Of an object with keys.
    [[nodiscard]] core::PlainKeysView view() const {
        return {table_->store().names(), schedules_.data(), has_limits_.get()};
    }

private:
    const keys::KeyTable* table_ = nullptr;
    std::vector<std::uint32_t> schedules_;    ///< core::PlainKeysView's
    std::unique_ptr<bool[]> has_limits_;
};

}    // namespace hmacsweep::backend
