// Where a slab's records are, and whether those records account for all bytes of the slab.
#pragma once

#include "cuda/core/frame.hpp"
#include "host/input/slab.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace hmacsweep::judge {

/// Where the records of a slab are.
struct Framing {
    std::vector<core::Frame> frames;    ///< every record of the slab, in order
    std::uint32_t num_lines = 0;        ///< blank ones included
};

/// Finds a slab's records and counts its lines. An OversizeRecord becomes one frame without bytes. A Header and an
/// OversizeBlankLine have no frames.
void frame_slab(const input::Slab& slab, Framing& framing);

/// What is wrong with how a slab was cut into records, in words: records that overlap, or bytes between two records
/// that may be a record. Empty when nothing is wrong.
[[nodiscard]] std::string framing_fault(const input::Slab& slab, std::span<const core::Frame> frames);

}    // namespace hmacsweep::judge
