#include "host/backend/registry.hpp"

#include "host/backend/cpu_backends.hpp"
#include "host/backend/self_test.hpp"

#include <algorithm>
#include <array>

namespace hmacsweep {
namespace {

Probe always_available() {
    return {true, "always there"};
}

/// The name is known, so that asking for a GPU is answered as on any machine without one.
Probe probe_cuda() {
    return {false, "this version has no GPU backend yet"};
}

// In `auto`'s order of preference; the rows with a colon are for forcing one instruction set.
constexpr std::array list{
    BackendInfo{"simd", "CPU vector registers, one message per lane, the widest there are", backend::probe_simd,
                backend::make_simd, false},
    BackendInfo{"scalar", "CPU, one message at a time", always_available, backend::make_scalar, false},
    BackendInfo{"openssl", "OpenSSL's HMAC, one message at a time", backend::probe_openssl, backend::make_openssl,
                true},
    BackendInfo{"cuda", "NVIDIA GPUs, one message per thread", probe_cuda, nullptr, false},
    BackendInfo{"simd:128", "128-bit registers only", always_available, backend::make_simd_128, false},
#if defined(__x86_64__)
    BackendInfo{"simd:avx2", "256-bit registers only", backend::probe_avx2, backend::make_simd_avx2, false},
    BackendInfo{"simd:avx512", "512-bit registers only", backend::probe_avx512, backend::make_simd_avx512, false},
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

Result<ChosenBackend> choose_backend(std::string_view name) {
    ChosenBackend chosen;
    std::string reasons;
    for (const BackendInfo& info : list) {
        if (name == automatic ? is_forced_variant(info) : info.name != name) {
            continue;
        }
        const Probe probe = info.probe();
        if (name == automatic && !probe.is_available) {
            continue;
        }
        const std::string failure = probe.is_available ? self_test(info) : probe.detail;
        if (failure.empty()) {
            chosen.info = &info;
            chosen.detail = probe.detail;
            return chosen;
        }
        const std::string reason = "backend " + std::string(info.name) + " cannot be used: " + failure;
        chosen.warnings.push_back(reason);
        reasons += (reasons.empty() ? "" : "; ") + reason;
    }
    return Error{reasons.empty() ? "there is no backend " + std::string(name) : reasons};
}

}    // namespace hmacsweep
