// Where a slab's records are, for the judge; and whether all of the slab's bytes are accounted for.
#pragma once

#include "host/backend/backend.hpp"
#include "host/input/slab.hpp"

#include <span>
#include <string>

namespace hmacsweep::judge {

/// Frames a slab: every record becomes an exception, until a faster step takes it. A slab of which no bytes were kept
/// is one frame without bytes, or none.
void frame_slab(const input::Slab& slab, backend::Judgement& judgement);

/// What is wrong with how a slab was cut into records, in words: bytes between them that may be a record, or records
/// that overlap. Empty when nothing is.
[[nodiscard]] std::string framing_fault(const input::Slab& slab, std::span<const core::Frame> frames);

}    // namespace hmacsweep::judge
