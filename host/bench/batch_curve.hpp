// The time that a backend takes for batches of one record, two, four and so on. It shows from which size on the cost of
// starting a batch, of filling lanes or of transfers no longer dominates.
#pragma once

#include "host/backend/backend.hpp"
#include "host/bench/rates.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hmacsweep::bench {

struct BatchPoint {
    std::uint64_t records = 0;
    double seconds = 0;    ///< the median time for the whole batch, from and to host memory
};

/// The points of one backend with one thread.
struct BatchCurve {
    std::string backend;
    Algorithm algorithm{};
    std::size_t message_bytes = 0;
    std::vector<BatchPoint> points;
};

inline constexpr std::uint64_t max_curve_records = 65536;

/// Measures batches of 1, 2, 4, ... records, up to max_curve_records or the number of `records`. Each size is sampled
/// for `seconds`, and at least three times. Throws WrongVerdicts, and what the backend throws.
[[nodiscard]] std::vector<BatchPoint> batch_points(backend::Backend& backend, const keys::KeyTable& keys,
                                                   const Records& records, double seconds);

}    // namespace hmacsweep::bench
