// Whether frames that a device found can be those of a text: they are looked at before anything is read through them.
#pragma once

#include "cuda/core/record_index.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace hmacsweep::gpu {

/// What is wrong with them; empty when nothing. Each must begin where a line does and end where one does, in order,
/// with nothing between two but lines that are passed over, and the lines must be counted right. What is within a
/// record is not looked at, unless its lines do not add up otherwise.
[[nodiscard]] std::string frames_fault(std::span<const std::uint8_t> text, const core::LineRules& rules,
                                       std::span<const core::Frame> frames, std::uint32_t num_lines);

}    // namespace hmacsweep::gpu
