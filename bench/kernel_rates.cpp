// The judging kernels alone: the batch, its order and the key schedules are put into device memory once, and CUDA
// events stand around the launches.
#include "bench/kernel_rates.hpp"
#include "cuda/gpu/kernels.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include <cuda_runtime_api.h>

namespace hmacsweep::bench {
namespace {

void check(cudaError_t error, const char* what) {
    if (error != cudaSuccess) {
        throw std::runtime_error(std::string(what) + ": " + cudaGetErrorName(error));
    }
}

/// Device memory with a copy of host memory in it.
template <class T>
class OnDevice {
public:
    OnDevice(const T* host, std::size_t count) : bytes_(std::max<std::size_t>(count * sizeof(T), 1)) {
        check(cudaMalloc(&memory_, bytes_), "cudaMalloc");
        if (host != nullptr) {
            check(cudaMemcpy(memory_, host, count * sizeof(T), cudaMemcpyHostToDevice), "cudaMemcpy");
        }
    }
    ~OnDevice() {
        static_cast<void>(cudaMemset(memory_, 0, bytes_));    // key schedules among them
        static_cast<void>(cudaFree(memory_));
    }
    OnDevice(const OnDevice&) = delete;
    OnDevice& operator=(const OnDevice&) = delete;
    OnDevice(OnDevice&&) = delete;
    OnDevice& operator=(OnDevice&&) = delete;
    [[nodiscard]] T* get() const { return static_cast<T*>(memory_); }

private:
    void* memory_ = nullptr;
    std::size_t bytes_;
};

class Event {
public:
    Event() { check(cudaEventCreate(&event_), "cudaEventCreate"); }
    ~Event() { static_cast<void>(cudaEventDestroy(event_)); }
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;
    Event(Event&&) = delete;
    Event& operator=(Event&&) = delete;
    [[nodiscard]] cudaEvent_t get() const { return event_; }

private:
    cudaEvent_t event_ = nullptr;
};

template <class Family>
Rate time_kernel(const Workload& workload, const KeyTable& keys, const Effort& effort) {
    const core::BatchView host = workload.batch.view();
    const core::BatchItem& last = host.items[host.num_items - 1];
    const std::size_t blocks_bytes =
        last.blocks_offset + (std::size_t{last.num_blocks} * core::block_bytes(last.algorithm));
    const OnDevice<std::uint8_t> blocks(host.blocks, blocks_bytes);
    const OnDevice<core::BatchItem> items(host.items, host.num_items);
    const OnDevice<std::uint8_t> macs(host.macs, host.num_items * core::max_digest_bytes);
    const OnDevice<std::uint32_t> order(host.order, host.num_items);
    const OnDevice<core::KeySchedule<std::uint32_t>> narrow(keys.view().narrow, keys.algorithms(false).size());
    const OnDevice<core::KeySchedule<std::uint64_t>> wide(keys.view().wide, keys.algorithms(true).size());
    const OnDevice<Verdict> verdicts(nullptr, host.num_items);
    const core::JudgeItems<Family> step{{blocks.get(), items.get(), macs.get(), order.get(), host.num_items},
                                        {narrow.get(), wide.get()},
                                        0,
                                        verdicts.get()};

    Rate rate;
    rate.records = static_cast<double>(workload.batch.size());
    rate.bytes = static_cast<double>(workload.total_bytes);
    rate.blocks = static_cast<double>(workload.total_blocks);
    const Event before;
    const Event after;
    std::vector<Verdict> answer(host.num_items);
    const auto begun = std::chrono::steady_clock::now();
    const auto elapsed = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    };
    // The first three warm up and are not kept.
    for (std::size_t i = 0; rate.seconds.size() < effort.max_samples && (i < 6 || elapsed() < effort.seconds); ++i) {
        check(cudaMemset(verdicts.get(), 0xee, host.num_items), "cudaMemset");
        check(cudaEventRecord(before.get()), "cudaEventRecord");
        check(gpu::launch(step, host.num_items, nullptr), "launch");
        check(cudaEventRecord(after.get()), "cudaEventRecord");
        check(cudaEventSynchronize(after.get()), "cudaEventSynchronize");
        float milliseconds = 0;
        check(cudaEventElapsedTime(&milliseconds, before.get(), after.get()), "cudaEventElapsedTime");
        if (i >= 3) {
            rate.seconds.push_back(static_cast<double>(milliseconds) / 1000);
        }
        check(cudaMemcpy(answer.data(), verdicts.get(), host.num_items, cudaMemcpyDeviceToHost), "cudaMemcpy");
        require_verdicts(answer, workload.num_wrong);
    }
    return rate;
}

}    // namespace

std::optional<Rate> kernel_rate(const Workload& workload, const KeyTable& keys, const Effort& effort) {
    return core::is_wide(workload.algorithm) ? time_kernel<core::Sha512Family>(workload, keys, effort)
                                             : time_kernel<core::Sha256Family>(workload, keys, effort);
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
