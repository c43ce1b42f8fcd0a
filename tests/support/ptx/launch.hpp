// Runs a kernel over a grid.
#pragma once

#include "tests/support/ptx/mutants.hpp"

#include <span>
#include <vector>

namespace hmacsweep::tests::ptx {

struct Launch {
    const Kernel& kernel;
    std::span<const std::uint8_t> parameters;
    unsigned num_blocks = 1;
    unsigned num_threads = 1;      ///< of each block
    std::uint32_t number = 1;      ///< of this launch among all, from 1
    Mutants* mutants = nullptr;    ///< run, too, unless the kernel has barriers
};

/// Block after block, in an order that the launch's number chooses; the warps of a block take turns. `executed` counts
/// each instruction's runs, in warps. Throws Fault.
void run_launch(const Launch& launch, DeviceMemory& memory, std::span<std::uint64_t> executed);

}    // namespace hmacsweep::tests::ptx
