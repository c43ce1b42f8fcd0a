// `scalar` and `simd`: the core's hash stage over one message, or as many as a register has lanes.
#include "host/backend/cpu_backends.hpp"
#include "host/backend/lanes.hpp"

namespace hmacsweep::backend {
namespace {

class LaneBackend : public Backend {
public:
    explicit LaneBackend(const LaneFunctions& functions) : functions_(functions) {}

    void verify(const core::BatchView& batch, const KeyTable& keys, std::span<Verdict> verdicts) override {
        functions_.verify(batch, keys.view(), verdicts.data());
    }
    void generate(const core::BatchView& batch, const KeyTable& keys, std::span<std::uint8_t> macs) override {
        functions_.generate(batch, keys.view(), macs.data());
    }

private:
    const LaneFunctions& functions_;
};

#if defined(__x86_64__)
bool has_avx2() {
    return __builtin_cpu_supports("avx2");
}
bool has_avx512() {
    return __builtin_cpu_supports("avx512f");
}
#endif

}    // namespace

std::unique_ptr<Backend> make_scalar() {
    return std::make_unique<LaneBackend>(scalar_lanes);
}
std::unique_ptr<Backend> make_simd_128() {
    return std::make_unique<LaneBackend>(simd_128_lanes);
}

#if defined(__x86_64__)
std::unique_ptr<Backend> make_simd_avx2() {
    return std::make_unique<LaneBackend>(simd_avx2_lanes);
}
std::unique_ptr<Backend> make_simd_avx512() {
    return std::make_unique<LaneBackend>(simd_avx512_lanes);
}
Probe probe_avx2() {
    return has_avx2() ? Probe{true, "AVX2"} : Probe{false, "this CPU has no AVX2"};
}
Probe probe_avx512() {
    return has_avx512() ? Probe{true, "AVX-512"} : Probe{false, "this CPU has no AVX-512"};
}

Probe probe_simd() {
    if (has_avx512()) {
        return probe_avx512();
    }
    return has_avx2() ? probe_avx2() : Probe{true, "128-bit"};
}
std::unique_ptr<Backend> make_simd() {
    if (has_avx512()) {
        return make_simd_avx512();
    }
    return has_avx2() ? make_simd_avx2() : make_simd_128();
}
#else
Probe probe_simd() {
    return {true, "128-bit"};
}
std::unique_ptr<Backend> make_simd() {
    return make_simd_128();
}
#endif

}    // namespace hmacsweep::backend
