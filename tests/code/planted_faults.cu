// Faults that the tests of the machine code must find: a compare that ends at the first byte that differs, and launch
// bounds so tight that registers spill. Nothing runs this.
#include "cuda/core/steps.hpp"

namespace hmacsweep::gpu {
namespace {

__global__ void __launch_bounds__(256, 8) judge_narrow(core::JudgeItems<core::Sha256Family> step, std::size_t count) {
    const std::size_t i = (std::size_t{blockIdx.x} * blockDim.x) + threadIdx.x;
    if (i >= count) {
        return;
    }
    const std::uint32_t index = step.batch.order[step.first + i];
    const auto computed = core::compute_mac<core::Sha256Family>(step.batch, step.keys, index);
    const std::uint8_t* const mac = step.batch.macs + (std::size_t{index} * core::max_digest_bytes);
    core::Verdict verdict = core::Verdict::Valid;
    HMACSWEEP_UNROLL
    for (std::uint32_t byte = 0; byte < 32; ++byte) {
        if (static_cast<std::uint8_t>(computed.h[byte / 4] >> (24 - (8 * (byte % 4)))) != mac[byte]) {
            verdict = core::Verdict::Invalid;
            break;
        }
    }
    step.verdicts[index] = verdict;
}

}    // namespace

const void* keep_planted_faults() {
    return reinterpret_cast<const void*>(&judge_narrow);
}

}    // namespace hmacsweep::gpu
