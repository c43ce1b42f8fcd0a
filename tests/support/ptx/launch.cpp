#include "tests/support/ptx/launch.hpp"

#include "tests/support/ptx/warp.hpp"

#include <algorithm>
#include <numeric>
#include <random>

namespace hmacsweep::tests::ptx {
namespace {

/// How long a warp runs before the next one's turn.
constexpr std::uint64_t turn_instructions = 20'000;
/// A block that takes more turns of each warp than this, some ten seconds of them, goes round for ever.
constexpr unsigned max_turns = 10'000;

/// Lets all warps pass when all have come. False when some have not.
bool pass_barrier(std::span<Warp> warps) {
    Warp::Said block;
    bool is_anyone_there = false;
    for (const Warp& warp : warps) {
        if (!warp.is_finished() && !warp.is_at_barrier()) {
            return false;
        }
        is_anyone_there |= warp.is_at_barrier();
        const Warp::Said said = warp.said_at_barrier();
        block.yes |= said.yes;
        block.no |= said.no;
    }
    for (Warp& warp : warps) {
        warp.leave_barrier(block);
    }
    return is_anyone_there;
}

void run_warps(const Kernel& kernel, std::span<Warp> warps) {
    for (unsigned turn = 0; !std::ranges::all_of(warps, [](const Warp& warp) { return warp.is_finished(); }); ++turn) {
        bool goes_on = false;
        for (Warp& warp : warps) {
            goes_on |= !warp.is_finished() && warp.run(turn_instructions);
        }
        goes_on |= pass_barrier(warps);
        if (turn == max_turns) {
            throw Fault("a block that does not end, in " + kernel.name, launch_failure);
        }
        if (!goes_on) {
            throw Fault("lanes wait for others that do not come, in " + kernel.name, launch_failure);
        }
    }
}

/// Any order, for what must not depend on it. Blocks that wait for others (Thrust's scans) count on those before them.
std::vector<unsigned> order_of_blocks(const Launch& launch) {
    std::vector<unsigned> order(launch.num_blocks);
    std::iota(order.begin(), order.end(), 0U);
    if (!launch.kernel.has_barriers) {
        std::shuffle(order.begin(), order.end(), std::mt19937(launch.number));
    }
    return order;
}

}    // namespace

void run_launch(const Launch& launch, DeviceMemory& memory, std::span<std::uint64_t> executed) {
    const Kernel& kernel = launch.kernel;
    const unsigned num_warps = (launch.num_threads + warp_lanes - 1) / warp_lanes;
    // Where no warp waits for another, one set of registers serves all: it is large.
    const unsigned num_together = kernel.has_barriers ? num_warps : 1;
    std::vector<Lanes> registers(std::size_t{num_together} * kernel.num_registers);
    if (launch.mutants != nullptr) {
        launch.mutants->begin_launch();
    }
    for (const unsigned index : order_of_blocks(launch)) {
        Block block{
            kernel, launch.parameters,          memory, executed, launch.num_blocks, launch.num_threads, launch.number,
            index,  Region(kernel.shared_bytes)};
        if (launch.mutants != nullptr && !kernel.has_barriers) {
            for (unsigned warp = 0; warp < num_warps; ++warp) {
                launch.mutants->run(block, warp, registers.data());
            }
            continue;
        }
        for (unsigned first = 0; first < num_warps; first += num_together) {
            std::vector<Warp> warps;
            warps.reserve(num_together);
            for (unsigned i = 0; i < num_together; ++i) {
                warps.emplace_back(block, first + i, registers.data() + std::size_t{i} * kernel.num_registers);
            }
            run_warps(kernel, warps);
        }
    }
}

}    // namespace hmacsweep::tests::ptx
