// The keys as flat data for the fast steps: the schedules of the keys that may be used, by name.
#pragma once

#include "cuda/core/plain_shape.hpp"
#include "host/keys/key_table.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace hmacsweep::backend {

/// The keys of a run as core::PlainKeysView. The view points into the object and into the key table.
class PlainKeys {
public:
    /// What the rules say of a key.
    struct Use {
        bool is_usable;     ///< whether the key's state lets it be used
        bool has_limits;    ///< whether KMS's limits hold for messages under it
    };

    /// No keys yet.
    PlainKeys() = default;
    /// `use_of` is called once for each key of the table. The table must outlive the object.
    PlainKeys(const keys::KeyTable& table, const std::function<Use(std::uint32_t key)>& use_of);

    /// The number of keys.
    [[nodiscard]] std::size_t size() const { return table_ == nullptr ? 0 : table_->store().size(); }
    /// Only for an object that was made with a key table.
    [[nodiscard]] core::PlainKeysView view() const {
        return {table_->store().names(), schedules_.data(), has_limits_.get()};
    }

private:
    const keys::KeyTable* table_ = nullptr;
    std::vector<std::uint32_t> schedules_;    ///< as PlainKeysView::schedules
    std::unique_ptr<bool[]> has_limits_;
};

}    // namespace hmacsweep::backend
