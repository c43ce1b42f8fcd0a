// Rates of the kernels alone, by CUDA's own clock, with the multiprocessors' clock watched.
#pragma once

#include "cuda/core/steps.hpp"
#include "cuda/core/trial_steps.hpp"
#include "host/bench/rates.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace hmacsweep::bench {

/// Samples of a kernel.
struct KernelRate {
    Rate rate;
    std::size_t num_dropped = 0;    ///< samples left out, because the chip ran below three quarters of its boost clock
    std::vector<double> clocks;     ///< cycles a second, at each sample that was kept
};

/// Samples are taken until there are so many and the spread is below half a percent, or the seconds are over.
struct KernelEffort {
    std::size_t min_samples = 10;
    double seconds = 1;
};

/// A workload in device memory, with the keys' schedules.
class DeviceWorkload {
public:
    DeviceWorkload(const Workload& workload, const keys::KeyTable& keys);
    ~DeviceWorkload();
    DeviceWorkload(const DeviceWorkload&) = delete;
    DeviceWorkload& operator=(const DeviceWorkload&) = delete;
    DeviceWorkload(DeviceWorkload&&) = delete;
    DeviceWorkload& operator=(DeviceWorkload&&) = delete;

    /// The program's own kernel, over the items in the host's Schedule order.
    [[nodiscard]] KernelRate judge(const KernelEffort& effort);
    /// The same, and the device makes the order first, which is timed with it.
    [[nodiscard]] KernelRate order_and_judge(const KernelEffort& effort);
    /// The kernel of a search among several keys, which tries every item under each of these schedules: the rate is
    /// that of the pairs.
    [[nodiscard]] KernelRate judge_under(std::span<const std::uint32_t> schedules, const KernelEffort& effort);
    /// Another form of the kernel; none where it cannot be launched on this device.
    using LaunchNarrow = std::function<int(const core::JudgeItems<core::Sha256Family>&, std::size_t)>;
    using LaunchWide = std::function<int(const core::JudgeItems<core::Sha512Family>&, std::size_t)>;
    [[nodiscard]] std::optional<KernelRate> judge_by(const LaunchNarrow& narrow, const LaunchWide& wide,
                                                     const KernelEffort& effort);

private:
    struct Memory;
    [[nodiscard]] KernelRate time(const std::function<int()>& launch, const KernelEffort& effort);
    template <class Family>
    [[nodiscard]] core::JudgeItems<Family> step() const;
    [[nodiscard]] int launch_judge() const;
    template <class Family>
    [[nodiscard]] int launch_trials(const core::TrialKeys& keys, const core::TrialStates& states) const;

    const Workload& workload_;
    std::unique_ptr<Memory> memory_;
};

/// The judging kernel alone, on data in device memory, timed by CUDA events; nothing where this build has no GPU code.
/// Throws WrongVerdicts, and what CUDA says when it fails.
[[nodiscard]] std::optional<Rate> kernel_rate(const Workload& workload, const keys::KeyTable& keys,
                                              const Effort& effort);

/// The GPU's driver and clocks, for the record: name and value. Empty where this build has no GPU code.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> gpu_facts();

}    // namespace hmacsweep::bench
