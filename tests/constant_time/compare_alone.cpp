// The compare by itself, in functions of their own, for a look at its machine code: compiled once for each instruction
// set, as the lanes are. And two compares that stop early, one by one byte, one by a vector's test, which must be
// found.
#define HMACSWEEP_ISA compare_alone
#include "cuda/core/judge.hpp"
#include "cuda/core/steps.hpp"
#if HMACSWEEP_ALONE == 1024
#include "cuda/core/twin.hpp"
#endif

namespace hmacsweep::core {

#if HMACSWEEP_ALONE == 0
using W32 = std::uint32_t;
using W64 = std::uint64_t;
#elif HMACSWEEP_ALONE == 128
using W32 = U32x4;
using W64 = U64x2;
#elif HMACSWEEP_ALONE == 256
using W32 = U32x8;
using W64 = U64x4;
#elif HMACSWEEP_ALONE == 512
using W32 = U32x16;
using W64 = U64x8;
#else
using W32 = Twin<U32x16>;
using W64 = Twin<U64x8>;
#endif

#if HMACSWEEP_ALONE == 0
extern "C" Verdict honest_narrow(const HashState<W32>& computed, const std::uint8_t* mac, std::uint32_t mac_bytes) {
    return compare_mac<Sha256Family>(computed, 0, mac, mac_bytes);
}
extern "C" Verdict honest_wide(const HashState<W64>& computed, const std::uint8_t* mac, std::uint32_t mac_bytes) {
    return compare_mac<Sha512Family>(computed, 0, mac, mac_bytes);
}
extern "C" Verdict planted_narrow(const HashState<W32>& computed, const std::uint8_t* mac, std::uint32_t mac_bytes) {
    for (std::uint32_t i = 0; i < mac_bytes / sizeof(W32); ++i) {
        if (computed.h[i] != load_big_endian<std::uint32_t>(mac + (i * sizeof(W32)))) {
            return Verdict::Invalid;
        }
    }
    return Verdict::Valid;
}
#else
extern "C" void honest_narrow(const HashState<W32>& computed, const BatchView& batch, const std::uint32_t* indices,
                              std::size_t count, Verdict* verdicts) {
    compare_macs<Sha256Family>(computed, batch, indices, count, verdicts);
}
extern "C" void honest_wide(const HashState<W64>& computed, const BatchView& batch, const std::uint32_t* indices,
                            std::size_t count, Verdict* verdicts) {
    compare_macs<Sha512Family>(computed, batch, indices, count, verdicts);
}
/// As a hurried programmer writes it: when no lane differs, all are valid, and the rest need not be looked at.
extern "C" void planted_narrow(const HashState<W32>& computed, const BatchView& batch, const std::uint32_t* indices,
                               std::size_t count, Verdict* verdicts) {
    W32 words[8];
    __builtin_memcpy(words, batch.macs, sizeof(words));
    const auto differs = computed.h[0] != words[0];
    long long halves[sizeof(differs) / sizeof(long long)];
    __builtin_memcpy(halves, &differs, sizeof(halves));
    long long any = 0;
    for (const long long half : halves) {
        any |= half;
    }
    if (any != 0) {
        for (std::size_t lane = 0; lane < count; ++lane) {
            verdicts[indices[lane]] = Verdict::Invalid;
        }
        return;
    }
    compare_macs<Sha256Family>(computed, batch, indices, count, verdicts);
}
#endif

}    // namespace hmacsweep::core
