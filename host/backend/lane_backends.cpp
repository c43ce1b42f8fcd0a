// `scalar` and `simd`: the core's hash stage over one message, or as many as a register has lanes.
#include "host/backend/cpu_backends.hpp"
#include "host/backend/lanes.hpp"
#include "host/backend/text.hpp"

namespace hmacsweep::backend {
namespace {

class LaneBackend : public Backend {
public:
    LaneBackend(const LaneFunctions& functions, const TextFunctions& text, const keys::KeyTable& keys)
        : functions_(functions), text_(text), keys_(keys.view()) {}

    void verify(const core::BatchView& batch, std::span<Verdict> verdicts) override {
        functions_.verify(batch, keys_, verdicts.data());
    }
    void generate(const core::BatchView& batch, std::span<std::uint8_t> macs) override {
        functions_.generate(batch, keys_, macs.data());
    }

    [[nodiscard]] const TextFunctions& text() const override { return text_; }

private:
    const LaneFunctions& functions_;
    const TextFunctions& text_;
    core::KeyTableView keys_;
};

#if defined(__x86_64__)
/// The widest steps for text that the machine runs, as far as `widest`.
const TextFunctions& text_upto(const TextFunctions& widest) {
    const TextFunctions* chosen = nullptr;
    for (const TextFunctions* const usable : usable_text()) {
        chosen = usable;
        if (usable == &widest) {
            break;
        }
    }
    return *chosen;
}

bool has_avx2() {
    return __builtin_cpu_supports("avx2");
}
bool has_avx512() {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw");
}
#endif

}    // namespace

std::unique_ptr<Backend> open_scalar(const keys::KeyTable& keys, const BackendSetup& /*setup*/) {
    return std::make_unique<LaneBackend>(scalar_lanes, portable_text, keys);
}
std::unique_ptr<Backend> open_simd_128(const keys::KeyTable& keys, const BackendSetup& /*setup*/) {
    return std::make_unique<LaneBackend>(simd_128_lanes, portable_text, keys);
}

#if defined(__x86_64__)
std::unique_ptr<Backend> open_simd_avx2(const keys::KeyTable& keys, const BackendSetup& /*setup*/) {
    return std::make_unique<LaneBackend>(simd_avx2_lanes, text_upto(avx2_text), keys);
}
std::unique_ptr<Backend> open_simd_avx512(const keys::KeyTable& keys, const BackendSetup& /*setup*/) {
    return std::make_unique<LaneBackend>(simd_avx512_lanes, text_upto(avx512_text), keys);
}
std::unique_ptr<Backend> open_simd_avx512x2(const keys::KeyTable& keys, const BackendSetup& /*setup*/) {
    return std::make_unique<LaneBackend>(simd_avx512x2_lanes, text_upto(avx512_text), keys);
}
Probe probe_avx2(const BackendSetup& /*setup*/) {
    return has_avx2() ? Probe{true, "AVX2"} : Probe{false, "this CPU has no AVX2"};
}
Probe probe_avx512(const BackendSetup& /*setup*/) {
    return has_avx512() ? Probe{true, "AVX-512"} : Probe{false, "this CPU has no AVX-512"};
}

Probe probe_simd(const BackendSetup& /*setup*/) {
    if (has_avx512()) {
        return probe_avx512({});
    }
    return has_avx2() ? probe_avx2({}) : Probe{true, "128-bit"};
}
std::unique_ptr<Backend> open_simd(const keys::KeyTable& keys, const BackendSetup& setup) {
    if (has_avx512()) {
        // Zen 5 takes 0.7 of the time for two messages side by side: it has four pipes, and longer latencies than
        // Intel's CPUs, whose two pipes one message keeps busy.
        return __builtin_cpu_is("amd") ? open_simd_avx512x2(keys, setup) : open_simd_avx512(keys, setup);
    }
    return has_avx2() ? open_simd_avx2(keys, setup) : open_simd_128(keys, setup);
}
#else
Probe probe_simd(const BackendSetup& /*setup*/) {
    return {true, "128-bit"};
}
std::unique_ptr<Backend> open_simd(const keys::KeyTable& keys, const BackendSetup& setup) {
    return open_simd_128(keys, setup);
}
#endif

}    // namespace hmacsweep::backend
