// The self-test of a backend that reads records from their text: known answers as JSON Lines.
#pragma once

#include "host/backend/backend.hpp"

#include <span>
#include <string>
#include <vector>

namespace hmacsweep::backend {

/// A record whose verdict is known. `is_right`: the MAC is right.
struct KnownRecord {
    std::string key_id;
    Algorithm algorithm{};
    std::vector<std::uint8_t> message;
    std::vector<std::uint8_t> mac;
    bool is_right = false;
};

/// Has the backend judge the records as text. `keys` are the keys that the backend was opened for. Returns what failed;
/// empty when nothing failed, or when the backend does not read texts.
[[nodiscard]] std::string test_texts(Backend& backend, const keys::KeyTable& keys,
                                     std::span<const KnownRecord> records);

}    // namespace hmacsweep::backend
