// The self-test of a backend that reads records by itself: known answers as JSON Lines.
#pragma once

#include "host/backend/backend.hpp"

#include <span>
#include <string>
#include <vector>

namespace hmacsweep::backend {

/// A record whose verdict is known.
struct KnownRecord {
    std::string key_id;
    Algorithm algorithm{};
    std::vector<std::uint8_t> message;
    std::vector<std::uint8_t> mac;
    bool is_right = false;
};

/// Has the backend judge the records as text. Returns what failed, or nothing, also for a backend that does not read
/// texts.
[[nodiscard]] std::string test_texts(Backend& backend, const keys::KeyTable& keys,
                                     std::span<const KnownRecord> records);

}    // namespace hmacsweep::backend
