// How many slabs a run has at a time, and how large they are.
#pragma once

#include "cuda/core/leaf_digest.hpp"
#include "host/backend/backend.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace hmacsweep::run {

/// One slab that each worker judges, as many that wait to be written, and one more.
[[nodiscard]] constexpr std::uint32_t slabs_in_flight(std::uint32_t threads) {
    return (2 * threads) + 1;
}

/// The slab size, in bytes, for a backend with that number of workers.
[[nodiscard]] constexpr std::size_t slab_bytes_for(const backend::BackendInfo& info, std::uint32_t threads) {
    constexpr std::size_t least = std::size_t{1} << 20;
    return info.all_slabs_bytes == 0
               ? info.slab_bytes
               : std::clamp(info.all_slabs_bytes / slabs_in_flight(threads), least, info.slab_bytes);
}

/// The least size if leaves are hashed: so many leaves that the widest registers have one in each lane.
inline constexpr std::size_t tree_slab_bytes = 16 * core::leaf_bytes;

/// The size if records name files: a few records, so that several workers have files to read.
inline constexpr std::size_t file_slab_bytes = std::size_t{1} << 10;

}    // namespace hmacsweep::run
