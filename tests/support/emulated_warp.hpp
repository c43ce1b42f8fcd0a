// The kernels' shells for the host: what a launch does with a step, without a GPU. Warps of 32 lanes run one after the
// other, from the last to the first, so that no step can count on an order.
#pragma once

#include "cuda/core/steps.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hmacsweep::tests {

/// One call of the step for each index.
template <class Step>
void run_emulated(const Step& step, std::size_t count) {
    const std::size_t warps = (count + core::warp_lanes - 1) / core::warp_lanes;
    for (std::size_t warp = warps; warp-- > 0;) {
        for (std::size_t lane = 0; lane < core::warp_lanes; ++lane) {
            const std::size_t i = (warp * core::warp_lanes) + lane;
            if (i < count) {
                step(i);
            }
        }
    }
}

/// Whole warps whose lanes vote. Every lane is run twice: the first time its answers are collected, the second time
/// each vote returns the word that all lanes' answers make. That is right for steps whose answers depend on no vote.
template <class Step>
void run_emulated_warps(const Step& step, std::size_t count) {
    const std::size_t warps = (count + core::warp_lanes - 1) / core::warp_lanes;
    for (std::size_t warp = warps; warp-- > 0;) {
        std::vector<std::uint32_t> words;
        for (std::size_t lane = 0; lane < core::warp_lanes; ++lane) {
            std::size_t vote = 0;
            step((warp * core::warp_lanes) + lane, [&](bool answer) {
                words.resize(words.size() > vote ? words.size() : vote + 1);
                words[vote] |= std::uint32_t{answer} << lane;
                ++vote;
                return std::uint32_t{0};
            });
        }
        for (std::size_t lane = 0; lane < core::warp_lanes; ++lane) {
            std::size_t vote = 0;
            step((warp * core::warp_lanes) + lane, [&](bool /*answer*/) { return words[vote++]; });
        }
    }
}

}    // namespace hmacsweep::tests
