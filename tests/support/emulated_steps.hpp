// What the emulated GPU's launches come to. A program links one of two: emulated_steps.cpp runs the kernels' steps as
// host code, and ptx/emulated_steps.cpp runs the kernels' own PTX.
#pragma once

#include "cuda/gpu/runtime.hpp"

namespace hmacsweep::tests {

/// A kernel's step for `count` indices.
template <class Step>
void run_step(const Step& step, std::size_t count);
// The steps that also run Thrust.
void run_step(const gpu::FrameStep& step);
void run_step(const gpu::OrderStep& step);
void run_step(const gpu::TallyStep& step);

/// The steps may use this memory until it is forgotten.
void note_device_memory(std::uint8_t* begin, std::size_t bytes);
void forget_device_memory(std::uint8_t* begin);

}    // namespace hmacsweep::tests
