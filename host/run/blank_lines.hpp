// Counts the lines that a run passes over because they are blank.
#pragma once

#include "host/input/slab.hpp"
#include "host/judge/framing.hpp"

#include <cstdint>

namespace hmacsweep::run {

/// The blank lines of a slab with these frames, where its format passes blank lines over. Where the frames were cut
/// (`is_cut`), only the blank lines before the last frame.
[[nodiscard]] std::uint64_t count_blank_lines(const input::Slab& slab, const judge::Framing& framing, bool is_cut);

}    // namespace hmacsweep::run
