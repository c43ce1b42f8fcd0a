#include "host/backend/registry.hpp"

#include "host/backend/cpu_backends.hpp"
#include "host/backend/cuda_backend.hpp"
#include "host/backend/fallback_backend.hpp"
#include "host/backend/self_test.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace hmacsweep::backend {
namespace {

Probe always_available(const BackendSetup& /*setup*/) {
    return {true, "always there"};
}

/// Slabs that stay in a core's cache with all that is made of them.
constexpr std::size_t cpu_slab_bytes = std::size_t{512} << 10;
/// Slabs that give every multiprocessor of a GPU something to do: one goes through a slot in one piece, with the places
/// of its records. What all of them take is pinned, and bounds what a run on a GPU takes of the host's memory.
constexpr std::size_t gpu_slab_bytes = gpu::usual_slot_bytes / 4 * 3;
constexpr std::size_t gpu_slabs_bytes = std::size_t{1} << 30;
/// A GPU's start (driver, context, pinned memory, self-test) takes about as long as a few CPU cores need for this much.
constexpr std::uint64_t gpu_pays_from_bytes = std::uint64_t{256} << 20;

// In `auto`'s order of preference; the rows with a colon are for forcing one instruction set.
constexpr std::array list{
    BackendInfo{"cuda", "NVIDIA GPUs, one message per thread", probe_cuda, open_cuda, gpu_pays_from_bytes,
                gpu_slab_bytes, gpu_slabs_bytes},
    BackendInfo{"simd", "CPU vector registers, one message per lane, the widest there are", probe_simd, open_simd, 0,
                cpu_slab_bytes},
    BackendInfo{"scalar", "CPU, one message at a time", always_available, open_scalar},
    BackendInfo{"openssl", "OpenSSL's HMAC, one message at a time", probe_openssl, open_openssl},
    BackendInfo{"simd:128", "128-bit registers only", always_available, open_simd_128},
#if defined(__x86_64__)
    BackendInfo{"simd:avx2", "256-bit registers only", probe_avx2, open_simd_avx2},
    BackendInfo{"simd:avx512", "512-bit registers only", probe_avx512, open_simd_avx512},
    BackendInfo{"simd:avx512x2", "512-bit registers in pairs", probe_avx512, open_simd_avx512x2},
#endif
};

constexpr std::string_view automatic = "auto";

bool is_forced_variant(const BackendInfo& info) {
    return info.name.find(':') != std::string_view::npos;
}

}    // namespace

std::span<const BackendInfo> backends() {
    return list;
}

bool is_backend_name(std::string_view name) {
    return name == automatic || std::ranges::find(list, name, &BackendInfo::name) != list.end();
}

std::string backend_names() {
    std::string names{automatic};
    for (const BackendInfo& info : list) {
        names += ", ";
        names += info.name;
    }
    return names;
}

namespace {

/// What is wrong with devices that were asked for of a backend that has some; nothing when all are there.
std::string find_missing_device(const Probe& probe, const std::vector<int>& asked) {
    for (const int index : asked) {
        if (!probe.devices.empty() &&
            std::ranges::find(probe.devices, index, &BackendDevice::index) == probe.devices.end()) {
            return fmt::format("there is no GPU {} (`hmacsweep devices` lists those that there are)", index);
        }
    }
    return {};
}

/// Chooses among a backend's devices: those asked for, or all that can be used, each after its self-test. What stands
/// in the way, when that leaves none or one that was asked for by its number.
std::string choose_devices(const BackendInfo& info, const Probe& probe, const std::vector<int>& asked,
                           ChosenBackend& chosen) {
    std::string obstacles;
    chosen.detail.clear();
    for (const BackendDevice& device : probe.devices) {
        const bool is_asked = std::ranges::find(asked, device.index) != asked.end();
        if (!asked.empty() && !is_asked) {
            continue;
        }
        const std::string obstacle = device.obstacle.empty() ? self_test(info, {{device.index}}) : device.obstacle;
        if (obstacle.empty()) {
            chosen.setup.devices.push_back(device.index);
            chosen.detail += fmt::format("{}{}", chosen.detail.empty() ? "" : ", ", device.name);
            continue;
        }
        obstacles += fmt::format("{}GPU {}: {}", obstacles.empty() ? "" : "; ", device.index, obstacle);
        if (is_asked) {
            return obstacles;
        }
    }
    if (!chosen.setup.devices.empty() && !obstacles.empty()) {
        chosen.warnings.push_back(fmt::format("left out: {}", obstacles));
    }
    return chosen.setup.devices.empty() ? obstacles : std::string();
}

/// Tries one backend; what stands in the way, or nothing when it is chosen.
std::string try_backend(const BackendInfo& info, const Probe& probe, const BackendRequest& request,
                        ChosenBackend& chosen) {
    if (std::string obstacle = find_missing_device(probe, request.devices); !obstacle.empty()) {
        return obstacle;
    }
    if (!probe.is_available) {
        return probe.detail;
    }
    chosen.detail = probe.detail;
    chosen.setup = {};
    std::string obstacle =
        probe.devices.empty() ? self_test(info) : choose_devices(info, probe, request.devices, chosen);
    if (obstacle.empty()) {
        chosen.info = &info;
    }
    return obstacle;
}

/// Whether `auto` considers a row for such an input.
bool is_candidate(const BackendInfo& info, const BackendRequest& request) {
    const bool asks_for_gpus = !request.devices.empty() && info.pays_from_bytes != 0;
    return !is_forced_variant(info) && (info.pays_from_bytes <= request.input_bytes.value_or(0) || asks_for_gpus);
}

}    // namespace

Result<ChosenBackend> choose_backend(const BackendRequest& request) {
    ChosenBackend chosen;
    std::string obstacles;
    const bool is_automatic = request.name == automatic;
    for (const BackendInfo& info : list) {
        if (is_automatic ? !is_candidate(info, request) : info.name != request.name) {
            continue;
        }
        const Probe probe = info.probe({request.devices});
        const std::string obstacle = try_backend(info, probe, request, chosen);
        if (obstacle.empty()) {
            chosen.may_be_replaced = is_automatic && info.pays_from_bytes != 0;
            return chosen;
        }
        if (is_automatic && probe.is_left_out) {
            continue;    // nothing about this machine
        }
        const std::string advice = is_automatic ? "`hmacsweep devices` says more" : probe.advice;
        const bool is_no_fault = is_automatic && request.devices.empty() && probe.is_no_fault;
        std::vector<std::string>& told = is_no_fault ? chosen.notices : chosen.warnings;
        told.push_back(
            fmt::format("backend {} cannot be used: {}{}{}", info.name, obstacle, advice.empty() ? "" : "; ", advice));
        obstacles += fmt::format("{}{}", obstacles.empty() ? "" : "; ", told.back());
    }
    return Error{obstacles.empty() ? fmt::format("there is no backend {}", request.name) : obstacles};
}

std::unique_ptr<Backend> open_backend(const ChosenBackend& chosen, const keys::KeyTable& keys) {
    if (!chosen.may_be_replaced) {
        return chosen.info->open(keys, chosen.setup);
    }
    const auto replace = [&keys] {
        // An input of no bytes pays for nothing but the CPU.
        const Result<ChosenBackend> next = choose_backend({.name = automatic, .input_bytes = 0});
        if (!next) {
            throw BackendFailure(next.error().message);
        }
        return Replacement{std::string(next->info->name), next->detail, next->info->open(keys, next->setup)};
    };
    return std::make_unique<FallbackBackend>([&] { return chosen.info->open(keys, chosen.setup); }, replace);
}

}    // namespace hmacsweep::backend
