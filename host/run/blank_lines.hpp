// Counts the lines that a run passes over because they are blank.
#pragma once

#include "host/input/slab.hpp"
#include "host/judge/framing.hpp"

#include <cstdint>

namespace hmacsweep::run {

/// The number of blank lines in a slab with these frames; 0 when its format does not pass blank lines over. With frames
/// that were cut (`is_cut`), counts only the blank lines before the last frame.
[[nodiscard]] std::uint64_t count_blank_lines(const input::Slab& slab, const judge::Framing& framing, bool is_cut);

}    // namespace hmacsweep::run
