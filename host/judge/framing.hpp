// Where a slab's records are, and whether those records account for all bytes of the slab.
#pragma once

#include "host/backend/backend.hpp"
#include "host/input/slab.hpp"

#include <span>
#include <string>

namespace hmacsweep::judge {

/// Finds a slab's records and counts its lines. A slab of which no bytes were kept is one frame without bytes, or none.
void frame_slab(const input::Slab& slab, backend::Judgement& judgement);

/// What is wrong with how a slab was cut into records, in words: records that overlap, or bytes between two records
/// that may be a record. Empty when nothing is wrong.
[[nodiscard]] std::string framing_fault(const input::Slab& slab, std::span<const core::Frame> frames);

}    // namespace hmacsweep::judge
