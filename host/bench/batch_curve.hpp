// How long a backend takes for batches of one record, of two, of four and so on: where its start of a batch, its lanes
// or its transfers begin to pay.
#pragma once

#include "host/backend/backend.hpp"
#include "host/bench/rates.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hmacsweep::bench {

struct BatchPoint {
    std::uint64_t records = 0;
    double seconds = 0;    ///< for the whole batch, in host memory: the median
};

/// Of one thread.
struct BatchCurve {
    std::string backend;
    Algorithm algorithm{};
    std::size_t message_bytes = 0;
    std::vector<BatchPoint> points;
};

inline constexpr std::uint64_t max_curve_records = 65536;

/// Batches of 1, 2, 4, ... up to max_curve_records or as many as `records` has. `seconds` are for each of them, once it
/// has three samples. Throws WrongVerdicts, and what the backend throws.
[[nodiscard]] std::vector<BatchPoint> batch_points(backend::Backend& backend, const keys::KeyTable& keys,
                                                   const Records& records, double seconds);

}    // namespace hmacsweep::bench
