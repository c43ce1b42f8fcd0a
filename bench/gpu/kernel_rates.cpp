#include "bench/gpu/kernel_rates.hpp"

#include "bench/gpu/cuda_check.hpp"
#include "bench/gpu/probes.hpp"
#include "cuda/gpu/kernels.hpp"
#include "cuda/gpu/thrust_launches.hpp"

#include <algorithm>
#include <chrono>

namespace hmacsweep::bench {
namespace {

/// What is poison for a verdict.
constexpr int poison = 0xee;

template <class T>
T* as(const DeviceBytes& memory) {
    return reinterpret_cast<T*>(memory.get());    // CUDA aligns what it allocates
}

template <class T>
void fill(const DeviceBytes& memory, const T* host, std::size_t count) {
    if (count != 0) {
        check(cudaMemcpy(memory.get(), host, count * sizeof(T), cudaMemcpyHostToDevice), "cudaMemcpy");
    }
}

std::size_t blocks_bytes(const core::BatchView& batch) {
    const core::BatchItem& last = batch.items[batch.num_items - 1];
    return last.blocks_offset + (std::size_t{last.num_blocks} * core::block_bytes(last.algorithm));
}

double boost_clock() {
    int device = 0;
    int kilohertz = 0;
    check(cudaGetDevice(&device), "cudaGetDevice");
    check(cudaDeviceGetAttribute(&kilohertz, cudaDevAttrClockRate, device), "cudaDeviceGetAttribute");
    return kilohertz * 1e3;
}

}    // namespace

struct DeviceWorkload::Memory {
    Memory(const core::BatchView& host, const keys::KeyTable& keys)
        : num_items(host.num_items),
          blocks(blocks_bytes(host)),
          items(host.num_items * sizeof(core::BatchItem)),
          macs(host.num_items * core::max_digest_bytes),
          order(host.num_items * sizeof(std::uint32_t)),
          narrow(keys.algorithms(false).size() * sizeof(core::KeySchedule<std::uint32_t>)),
          wide(keys.algorithms(true).size() * sizeof(core::KeySchedule<std::uint64_t>)),
          verdicts(host.num_items),
          sort_keys(host.num_items * sizeof(std::uint16_t)),
          own_order(host.num_items * sizeof(std::uint32_t)),
          scratch_bytes(gpu::scratch_bytes_for(host.num_items)),
          scratch(scratch_bytes) {
        fill(blocks, host.blocks, blocks_bytes(host));
        fill(items, host.items, host.num_items);
        fill(macs, host.macs, host.num_items * core::max_digest_bytes);
        fill(order, host.order, host.num_items);
        fill(narrow, keys.view().narrow, keys.algorithms(false).size());
        fill(wide, keys.view().wide, keys.algorithms(true).size());
        current_order = as<std::uint32_t>(order);
    }

    std::size_t num_items;
    DeviceBytes blocks;
    DeviceBytes items;
    DeviceBytes macs;
    DeviceBytes order;
    DeviceBytes narrow;
    DeviceBytes wide;
    DeviceBytes verdicts;
    DeviceBytes sort_keys;
    DeviceBytes own_order;
    std::size_t scratch_bytes;
    DeviceBytes scratch;
    const std::uint32_t* current_order = nullptr;
};

DeviceWorkload::DeviceWorkload(const Workload& workload, const keys::KeyTable& keys)
    : workload_(workload), memory_(std::make_unique<Memory>(workload.batch.view(), keys)) {}

DeviceWorkload::~DeviceWorkload() = default;

template <class Family>
core::JudgeItems<Family> DeviceWorkload::step() const {
    const Memory& m = *memory_;
    return {{m.blocks.get(), as<core::BatchItem>(m.items), m.macs.get(), m.current_order, m.num_items},
            {as<core::KeySchedule<std::uint32_t>>(m.narrow), as<core::KeySchedule<std::uint64_t>>(m.wide)},
            0,
            as<Verdict>(m.verdicts)};
}

int DeviceWorkload::launch_judge() const {
    return (core::is_wide(workload_.algorithm) ? gpu::launch(step<core::Sha512Family>(), memory_->num_items, nullptr)
                                               : gpu::launch(step<core::Sha256Family>(), memory_->num_items, nullptr))
        .error;
}

KernelRate DeviceWorkload::judge(const KernelEffort& effort) {
    memory_->current_order = as<std::uint32_t>(memory_->order);
    return time([this] { return launch_judge(); }, effort);
}

KernelRate DeviceWorkload::order_and_judge(const KernelEffort& effort) {
    Memory& m = *memory_;
    m.current_order = as<std::uint32_t>(m.own_order);
    const auto launch = [&] {
        const core::StartOrder start{as<core::BatchItem>(m.items), as<std::uint16_t>(m.sort_keys),
                                     as<std::uint32_t>(m.own_order)};
        check(gpu::launch(start, m.num_items, nullptr).error, "launch");
        const gpu::OrderStep order{start.items, start.keys, start.order, m.num_items, m.scratch.get(), m.scratch_bytes};
        check(gpu::launch(order, nullptr).error, "Thrust's sort");
        return launch_judge();
    };
    return time(launch, effort);
}

template <class Family>
int DeviceWorkload::launch_trials(const core::TrialKeys& keys, const core::TrialStates& states) const {
    const core::JudgeItems<Family> judge = step<Family>();
    const std::uint32_t num_ranks = keys.counts[static_cast<std::size_t>(workload_.algorithm)];
    return gpu::launch(core::TryItems<Family>{judge.batch, judge.keys, keys, 0, 0, num_ranks,
                                              static_cast<std::uint32_t>(memory_->num_items), states},
                       memory_->num_items * num_ranks, nullptr)
        .error;
}

KernelRate DeviceWorkload::judge_under(std::span<const std::uint32_t> schedules, const KernelEffort& effort) {
    Memory& m = *memory_;
    m.current_order = as<std::uint32_t>(m.order);
    const core::BatchView host = workload_.batch.view();
    std::vector<core::BatchItem> open(host.items, host.items + host.num_items);
    for (core::BatchItem& item : open) {
        item.schedule = core::no_key;
    }
    const DeviceBytes list(schedules.size_bytes());
    const DeviceBytes items(open.size() * sizeof(core::BatchItem));
    const DeviceBytes counts(open.size() * sizeof(std::uint64_t));
    const DeviceBytes ranks(open.size() * sizeof(std::uint32_t));
    const DeviceBytes answers(open.size() * sizeof(core::TextAnswer));
    fill(list, schedules.data(), schedules.size());
    fill(items, open.data(), open.size());
    const auto num_items = static_cast<std::uint32_t>(open.size());
    const auto num_ranks = static_cast<std::uint32_t>(schedules.size());
    core::TrialKeys keys{};
    keys.schedules[static_cast<std::size_t>(workload_.algorithm)] = as<std::uint32_t>(list);
    keys.counts[static_cast<std::size_t>(workload_.algorithm)] = num_ranks;
    const core::TrialStates states{as<std::uint64_t>(counts), as<std::uint32_t>(ranks)};
    const core::SettleTrials settle{states,
                                    keys,
                                    {{num_ranks}, 1},
                                    0,
                                    num_items,
                                    0,
                                    as<core::BatchItem>(m.items),
                                    as<core::TextAnswer>(answers),
                                    as<Verdict>(m.verdicts)};
    const auto launch = [&]() -> int {
        // What the steps change is as it was: a thousandth of the work.
        const std::size_t bytes = open.size() * sizeof(core::BatchItem);
        check(cudaMemcpyAsync(m.items.get(), items.get(), bytes, cudaMemcpyDeviceToDevice, nullptr), "cudaMemcpyAsync");
        check(cudaMemsetAsync(counts.get(), 0, open.size() * sizeof(std::uint64_t), nullptr), "cudaMemsetAsync");
        check(cudaMemsetAsync(ranks.get(), 0xff, open.size() * sizeof(std::uint32_t), nullptr), "cudaMemsetAsync");
        check(static_cast<cudaError_t>(core::is_wide(workload_.algorithm)
                                           ? launch_trials<core::Sha512Family>(keys, states)
                                           : launch_trials<core::Sha256Family>(keys, states)),
              "launch");
        return gpu::launch(settle, num_items, nullptr).error;
    };
    KernelRate kernel = time(launch, effort);
    kernel.rate.records *= num_ranks;
    kernel.rate.bytes *= num_ranks;
    kernel.rate.blocks *= num_ranks;
    return kernel;
}

std::optional<KernelRate> DeviceWorkload::judge_by(const LaunchNarrow& narrow, const LaunchWide& wide,
                                                   const KernelEffort& effort) {
    memory_->current_order = as<std::uint32_t>(memory_->order);
    const auto launch = [&] {
        return core::is_wide(workload_.algorithm) ? wide(step<core::Sha512Family>(), memory_->num_items)
                                                  : narrow(step<core::Sha256Family>(), memory_->num_items);
    };
    if (launch() != cudaSuccess || cudaDeviceSynchronize() != cudaSuccess) {
        static_cast<void>(cudaGetLastError());
        return std::nullopt;
    }
    return time(launch, effort);
}

KernelRate DeviceWorkload::time(const std::function<int()>& launch, const KernelEffort& effort) {
    constexpr double enough_spread = 0.005;
    constexpr std::size_t warm_up = 2;
    constexpr double least_clock = 0.75;
    KernelRate result;
    result.rate.records = static_cast<double>(workload_.batch.size());
    result.rate.bytes = static_cast<double>(workload_.total_bytes);
    result.rate.blocks = static_cast<double>(workload_.total_blocks);
    const Event before;
    const Event after;
    std::vector<Verdict> answer(memory_->num_items);
    const double boost = boost_clock();
    const auto begun = std::chrono::steady_clock::now();
    const auto is_over = [&](std::size_t samples) {
        const double elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
        return samples >= 3 &&
               (elapsed > effort.seconds || (samples >= effort.min_samples && result.rate.spread() < enough_spread));
    };
    for (std::size_t i = 0; i < warm_up || !is_over(result.rate.seconds.size()); ++i) {
        check(cudaMemset(memory_->verdicts.get(), poison, memory_->num_items), "cudaMemset");
        before.record();
        check(static_cast<cudaError_t>(launch()), "launch");
        after.record();
        const double seconds = seconds_between(before, after);
        check(cudaMemcpy(answer.data(), memory_->verdicts.get(), memory_->num_items, cudaMemcpyDeviceToHost),
              "cudaMemcpy");
        require_verdicts(answer, workload_.num_wrong);
        const double clock = measure_clock();
        if (i < warm_up) {
            continue;
        }
        // A chip that is slow for good would leave no sample: then they are kept, and counted all the same.
        if (clock < least_clock * boost && ++result.num_dropped <= effort.min_samples) {
            continue;
        }
        result.rate.seconds.push_back(seconds);
        result.clocks.push_back(clock);
    }
    return result;
}

std::optional<Rate> kernel_rate(const Workload& workload, const keys::KeyTable& keys, const Effort& effort) {
    return DeviceWorkload(workload, keys).judge({effort.max_samples, effort.seconds}).rate;
}

std::vector<std::pair<std::string, std::string>> gpu_facts() {
    int driver = 0;
    int runtime = 0;
    int clock = 0;
    int processors = 0;
    check(cudaDriverGetVersion(&driver), "cudaDriverGetVersion");
    check(cudaRuntimeGetVersion(&runtime), "cudaRuntimeGetVersion");
    check(cudaDeviceGetAttribute(&clock, cudaDevAttrClockRate, 0), "cudaDeviceGetAttribute");
    check(cudaDeviceGetAttribute(&processors, cudaDevAttrMultiProcessorCount, 0), "cudaDeviceGetAttribute");
    cudaDeviceProp properties{};
    check(cudaGetDeviceProperties(&properties, 0), "cudaGetDeviceProperties");
    return {{"device", properties.name},
            {"cuda_driver", std::to_string(driver)},
            {"cuda_runtime", std::to_string(runtime)},
            {"boost_clock_khz", std::to_string(clock)},
            {"multiprocessors", std::to_string(processors)}};
}

}    // namespace hmacsweep::bench
