// What bounds a GPU on this machine, and the sizes that all is measured with.
#pragma once

#include "bench/gpu/goals.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace hmacsweep::bench {

/// What is measured with.
struct Sizes {
    /// All divided by `shrink`.
    explicit Sizes(std::size_t shrink);

    std::size_t workload_bytes;    ///< many times the L2 cache of any GPU
    std::size_t slot_bytes;
    std::size_t text_bytes;
    std::size_t many_keys;
    std::size_t num_candidates;
};

[[nodiscard]] std::uint32_t all_cores();
/// As many as keep a GPU's slots busy.
[[nodiscard]] std::uint32_t gpu_threads();

/// A, H and D. What came out, in words.
[[nodiscard]] std::string measure_chip(const Sizes& sizes, GpuLimits& limits);
/// R, with a file in that folder for a while.
[[nodiscard]] std::string measure_files(const Sizes& sizes, const std::string& folder, GpuLimits& limits);

}    // namespace hmacsweep::bench
