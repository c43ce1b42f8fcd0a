#include "host/backend/cuda_backend.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <mutex>
#include <optional>
#include <thread>

#include <fmt/format.h>

namespace hmacsweep::backend {
namespace {

/// A driver that does not answer within this time, for one device, is taken for broken.
constexpr std::chrono::seconds driver_patience{30};

/// What `ask` returns or throws, or nothing when it takes longer than the patience; then it is left to itself.
template <class Ask>
auto in_time(std::chrono::milliseconds patience, Ask ask) -> std::optional<decltype(ask())> {
    std::packaged_task<decltype(ask())()> task(std::move(ask));
    std::future<decltype(ask())> answer = task.get_future();
    std::thread(std::move(task)).detach();
    if (answer.wait_for(patience) != std::future_status::ready) {
        return std::nullopt;
    }
    return answer.get();
}

/// CUDA as this process has found it. Whether it still works is a property of the process: after a sticky error, or a
/// call that does not return, no object may call it again.
class ProcessRuntime {
public:
    /// What the driver said when it was first asked.
    const gpu::OpenedRuntime& get() {
        std::call_once(once_, [this] {
            std::optional<gpu::OpenedRuntime> answer = in_time(driver_patience, gpu::open_runtime);
            is_late_ = !answer;
            opened_ = answer ? std::move(*answer) : gpu::OpenedRuntime{nullptr, {no_answer, see, false}};
            is_opened_ = true;
        });
        return opened_;
    }
    [[nodiscard]] bool is_abandoned() const {
        return is_opened_ && (is_late_ || (opened_.runtime && opened_.runtime->is_closed()));
    }
    [[nodiscard]] std::string release_failure() const {
        return is_opened_ && opened_.runtime ? opened_.runtime->release_failure() : std::string();
    }

    static constexpr const char* no_answer = "the NVIDIA driver does not answer";
    static constexpr const char* see = "see nvidia-smi, and the system's log";

private:
    std::once_flag once_;
    gpu::OpenedRuntime opened_;
    bool is_late_ = false;
    std::atomic<bool> is_opened_{false};
};

ProcessRuntime& process_runtime() {
    static ProcessRuntime runtime;
    return runtime;
}

BackendDevice describe(gpu::Runtime& runtime, int index) {
    BackendDevice device{index, "", "", ""};
    try {
        gpu::DeviceFacts facts = runtime.describe(index);
        device.name = std::move(facts.name);
        device.detail = fmt::format("compute capability {}.{}, {} GiB", facts.major, facts.minor, facts.bytes >> 30);
        device.obstacle = runtime.find_obstacle(index);
    } catch (const std::exception& error) {
        device.obstacle = error.what();
    }
    return device;
}

/// What keeps a device from use that the setup leaves out.
constexpr const char* not_chosen = "it was not chosen";

/// All devices, the setup's described, each within the patience; nothing when one takes longer.
std::optional<std::vector<BackendDevice>> describe_all(const std::shared_ptr<gpu::Runtime>& runtime,
                                                       const BackendSetup& setup, std::chrono::milliseconds patience) {
    const std::optional<int> count = in_time(patience, [runtime] { return runtime->count_devices(); });
    std::vector<BackendDevice> devices;
    for (int index = 0; count && index < *count; ++index) {
        if (!setup.devices.empty() && std::ranges::find(setup.devices, index) == setup.devices.end()) {
            devices.push_back({index, "", "", not_chosen});
            continue;
        }
        std::optional<BackendDevice> device = in_time(patience, [runtime, index] { return describe(*runtime, index); });
        if (!device) {
            return std::nullopt;
        }
        devices.push_back(std::move(*device));
    }
    return count ? std::optional(std::move(devices)) : std::nullopt;
}

class CudaBackend : public Backend {
public:
    CudaBackend(const std::shared_ptr<gpu::Runtime>& runtime, const keys::KeyTable& keys,
                const gpu::EngineOptions& options)
        : engine_(runtime,
                  std::make_shared<gpu::KeySource>(keys.algorithms(false), keys.algorithms(true),
                                                   [&keys](bool is_wide, std::size_t index, std::uint8_t* k0) {
                                                       const Algorithm algorithm = keys.algorithms(is_wide)[index];
                                                       const Bytes material = keys.material(
                                                           keys.key_of(algorithm, static_cast<std::uint32_t>(index)));
                                                       core::write_k0(algorithm, material.data(), material.size(), k0);
                                                   }),
                  options) {}

    void verify(const core::BatchView& batch, std::span<Verdict> verdicts) override {
        guard([&] { engine_.verify(batch, verdicts); });
    }
    void generate(const core::BatchView& batch, std::span<std::uint8_t> macs) override {
        guard([&] { engine_.generate(batch, macs); });
    }
    [[nodiscard]] bool reads_texts() const override { return true; }
    bool judge(const TextJob& job, TextResult& result) override {
        bool is_done = false;
        guard([&] { is_done = engine_.judge(job, result); });
        return is_done;
    }
    [[nodiscard]] std::pmr::memory_resource* slab_memory() override { return &engine_.slab_memory(); }
    [[nodiscard]] bool makes_order() const override { return true; }
    [[nodiscard]] std::vector<Share> shares() const override { return engine_.shares(); }

private:
    template <class Work>
    static void guard(Work&& work) {
        try {
            work();
        } catch (const gpu::NoDeviceLeft& failure) {
            throw BackendFailure(failure.what());
        }
    }

    gpu::Engine engine_;
};

}    // namespace

std::shared_ptr<gpu::Runtime> cuda_runtime() {
    return process_runtime().get().runtime;
}

bool cuda_is_abandoned() {
    return process_runtime().is_abandoned();
}

std::string cuda_release_failure() {
    return process_runtime().release_failure();
}

Probe probe_cuda(const BackendSetup& setup) {
    const gpu::OpenedRuntime& opened = process_runtime().get();
    if (!opened.runtime) {
        return {
            false, opened.none.reason, {}, opened.none.advice, opened.none.is_built_without, opened.none.has_no_driver};
    }
    return probe_cuda_on(opened.runtime, setup, driver_patience);
}

Probe probe_cuda_on(const std::shared_ptr<gpu::Runtime>& runtime, const BackendSetup& setup,
                    std::chrono::milliseconds patience) {
    std::optional<std::vector<BackendDevice>> devices = describe_all(runtime, setup, patience);
    if (!devices) {
        runtime->close(ProcessRuntime::no_answer);
        return {false, ProcessRuntime::no_answer, {}, ProcessRuntime::see, false};
    }
    Probe probe{false, "", std::move(*devices), "", false};
    for (const BackendDevice& device : probe.devices) {
        if (device.obstacle == not_chosen) {
            continue;
        }
        probe.is_available = probe.is_available || device.obstacle.empty();
        probe.detail += fmt::format("{}GPU {}: {}", probe.detail.empty() ? "" : "; ", device.index,
                                    device.obstacle.empty() ? device.name : device.obstacle);
    }
    return probe;
}

std::unique_ptr<Backend> open_cuda_on(const std::shared_ptr<gpu::Runtime>& runtime, const keys::KeyTable& keys,
                                      const gpu::EngineOptions& options) {
    try {
        return std::make_unique<CudaBackend>(runtime, keys, options);
    } catch (const gpu::NoDeviceLeft& failure) {
        throw BackendFailure(failure.what());
    } catch (const gpu::CudaError& failure) {
        throw BackendFailure(failure.what());
    }
}

std::unique_ptr<Backend> open_cuda(const keys::KeyTable& keys, const BackendSetup& setup) {
    const Probe probe = probe_cuda(setup);
    if (!probe.is_available) {
        throw BackendFailure(probe.detail);
    }
    gpu::EngineOptions options;
    options.devices = setup.devices;
    for (const BackendDevice& device : probe.devices) {
        if (setup.devices.empty() && device.obstacle.empty()) {
            options.devices.push_back(device.index);
        }
    }
    return open_cuda_on(process_runtime().get().runtime, keys, options);
}

}    // namespace hmacsweep::backend
