#include "tests/support/emulated_steps.hpp"

#include "tests/support/frame_on_host.hpp"

#include <type_traits>

namespace hmacsweep::tests {

template <class Step>
void run_step(const Step& step, std::size_t count) {
    if constexpr (std::is_same_v<Step, core::PackVerdicts>) {
        run_emulated_warps(step, count);
    } else {
        run_emulated(step, count);
    }
}

void run_step(const gpu::FrameStep& step) {
    frame_on_host(step);
}

void run_step(const gpu::OrderStep& step) {
    run_emulated(core::StartOrder{step.items, step.keys, step.order}, step.num_items);
    sort_on_host(step);
}

void run_step(const gpu::TallyStep& step) {
    tally_on_host(step);
}

void note_device_memory(std::uint8_t* /*begin*/, std::size_t /*bytes*/) {}
void forget_device_memory(std::uint8_t* /*begin*/) {}

}    // namespace hmacsweep::tests

#include "tests/support/emulated_step_list.hpp"
