// The check of frames that a device found in a text. It runs before anything is read through the frames.
#pragma once

#include "cuda/core/record_index.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace hmacsweep::gpu {

/// What is wrong with the frames; empty when nothing is. The frames must be in order. Each frame must begin and end
/// with a line, only lines that are not records may lie between two frames, and the lines must be counted right. The
/// inside of a record is read only where its number of lines does not follow from the frames.
[[nodiscard]] std::string frames_fault(std::span<const std::uint8_t> text, const core::LineRules& rules,
                                       std::span<const core::Frame> frames, std::uint32_t num_lines);

}    // namespace hmacsweep::gpu
