// How fast a file's bytes come into pinned memory by the reads that a run makes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace hmacsweep::bench {

/// Bytes a second.
struct ReadRates {
    double warm = 0;    ///< from the page cache
    double cold = 0;    ///< from a file whose pages were given up; 0 where the system does not do that
};

/// Writes a file of `file_bytes` into `folder` and reads it by so many threads, each `slab_bytes` at a time into
/// pinned memory of its own. The file is removed. Throws std::system_error.
[[nodiscard]] ReadRates measure_reads(const std::string& folder, std::size_t file_bytes, std::size_t slab_bytes,
                                      std::uint32_t num_threads);

}    // namespace hmacsweep::bench
