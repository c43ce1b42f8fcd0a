#include "bench/gpu/kernel_variants.hpp"

namespace hmacsweep::bench {
namespace {

using core::Sha256Family;
using core::Sha512Family;

/// One, where the compiler does not know that: times it, a number is the same, and another pipe adds.
__constant__ std::uint32_t opaque_one;
__constant__ std::uint32_t narrow_constants[Sha256Family::rounds];
__constant__ std::uint64_t wide_constants[Sha512Family::rounds];

/// Sums by multiply-add, which is done on the FMA pipe and leaves the ALU pipe to the rest.
__device__ inline std::uint32_t add_by_fma(std::uint32_t a, std::uint32_t b) {
    std::uint32_t sum = 0;
    asm("mad.lo.u32 %0, %1, %2, %3;" : "=r"(sum) : "r"(a), "r"(opaque_one), "r"(b));
    return sum;
}
__device__ inline std::uint64_t add_by_fma(std::uint64_t a, std::uint64_t b) {
    std::uint64_t sum = 0;
    asm("mad.lo.u64 %0, %1, %2, %3;" : "=l"(sum) : "l"(a), "l"(std::uint64_t{opaque_one}), "l"(b));
    return sum;
}

/// A word like any other but for its sums, so that the core's source makes the variant by itself.
template <class Word>
struct FmaWord {
    Word value;

    FmaWord() = default;
    HMACSWEEP_HD constexpr FmaWord(Word word) : value(word) {}    // NOLINT(google-explicit-constructor): a word
    HMACSWEEP_HD friend constexpr FmaWord operator^(FmaWord a, FmaWord b) { return a.value ^ b.value; }
    HMACSWEEP_HD friend constexpr FmaWord operator&(FmaWord a, FmaWord b) { return a.value & b.value; }
    HMACSWEEP_HD friend constexpr FmaWord operator|(FmaWord a, FmaWord b) { return a.value | b.value; }
    HMACSWEEP_HD friend constexpr FmaWord operator>>(FmaWord a, int n) { return a.value >> n; }
    HMACSWEEP_HD friend constexpr FmaWord operator<<(FmaWord a, int n) { return a.value << n; }
    HMACSWEEP_HD friend FmaWord operator+(FmaWord a, FmaWord b) {
#if defined(__CUDA_ARCH__)
        return add_by_fma(a.value, b.value);
#else
        return a.value + b.value;
#endif
    }
    HMACSWEEP_HD FmaWord& operator+=(FmaWord other) { return *this = *this + other; }
};

struct NarrowConstantTable {
    __device__ std::uint32_t operator[](int t) const { return narrow_constants[t]; }
};
struct WideConstantTable {
    __device__ std::uint64_t operator[](int t) const { return wide_constants[t]; }
};
__device__ inline NarrowConstantTable constants_of(Sha256Family /*family*/) {
    return {};
}
__device__ inline WideConstantTable constants_of(Sha512Family /*family*/) {
    return {};
}

/// Sixteen rounds at a time, the constants from memory.
template <class Family>
struct Rolled {
    template <class W>
    __device__ void operator()(core::HashState<W>& state, core::MessageBlock<W>& block) const {
        const auto k = constants_of(Family{});
        core::HashState<W> v = state;
        core::sixteen_rounds<Family, false>(v.h, block.w, k, 0);
        HMACSWEEP_KEEP_LOOP
        for (int t = 16; t < Family::rounds; t += 16) {
            core::sixteen_rounds<Family, true>(v.h, block.w, k, t);
        }
        HMACSWEEP_UNROLL
        for (int i = 0; i < 8; ++i) {
            state.h[i] += v.h[i];
        }
    }
};

template <class Family>
struct Plain {
    using Word = typename Family::Word;
    using How = core::Compress<Family>;
};
template <class Family>
struct RolledLoop : Plain<Family> {
    using How = Rolled<Family>;
};
template <class Family>
struct FmaSums : Plain<Family> {
    using Word = FmaWord<typename Family::Word>;
};
template <class Family>
struct RolledFmaSums : FmaSums<Family> {
    using How = Rolled<Family>;
};

template <class Family, class Form, unsigned Threads, unsigned Blocks>
__global__ void __launch_bounds__(Threads, Blocks) judge(core::JudgeItems<Family> step, std::size_t count) {
    const std::size_t i = (std::size_t{blockIdx.x} * blockDim.x) + threadIdx.x;
    if (i >= count) {
        return;
    }
    const std::uint32_t index = step.batch.order[step.first + i];
    const auto mac = core::compute_mac<Family, typename Form::Word, typename Form::How>(step.batch, step.keys, index);
    core::HashState<typename Family::Word> words;
    HMACSWEEP_UNROLL
    for (int k = 0; k < 8; ++k) {
        if constexpr (sizeof(mac.h[k]) == sizeof(words.h[k])) {
            words.h[k] = reinterpret_cast<const typename Family::Word&>(mac.h[k]);
        }
    }
    step.verdicts[index] = core::compare_mac<Family>(
        words, 0, step.batch.macs + (std::size_t{index} * core::max_digest_bytes), step.batch.items[index].mac_bytes);
}

template <class Family, template <class> class Form, unsigned Threads, unsigned Blocks>
cudaError_t launch(const core::JudgeItems<Family>& step, std::size_t count, cudaStream_t stream) {
    const auto blocks = static_cast<unsigned>((count + Threads - 1) / Threads);
    judge<Family, Form<Family>, Threads, Blocks><<<blocks, Threads, 0, stream>>>(step, count);
    return cudaGetLastError();
}

/// Threads and blocks of a multiprocessor, for both families.
template <template <class> class Form, unsigned NarrowThreads, unsigned NarrowBlocks, unsigned WideBlocks>
KernelVariant variant(std::string_view name) {
    constexpr unsigned wide_threads = 128;
    return {name, launch<Sha256Family, Form, NarrowThreads, NarrowBlocks>,
            launch<Sha512Family, Form, wide_threads, WideBlocks>};
}

}    // namespace

std::array<KernelVariant, 9> kernel_variants() {
    return {variant<Plain, 256, 2, 3>("unrolled, 256x2 and 128x3"),
            variant<Plain, 256, 3, 4>("unrolled, 256x3 and 128x4"),
            variant<Plain, 256, 4, 5>("unrolled, 256x4 and 128x5"),
            variant<Plain, 128, 8, 6>("unrolled, 128x8 and 128x6"),
            variant<RolledLoop, 256, 3, 4>("rolled, 256x3 and 128x4"),
            variant<RolledLoop, 256, 4, 5>("rolled, 256x4 and 128x5"),
            variant<FmaSums, 256, 3, 4>("sums by FMA, 256x3 and 128x4"),
            variant<FmaSums, 256, 4, 5>("sums by FMA, 256x4 and 128x5"),
            variant<RolledFmaSums, 256, 3, 4>("rolled, sums by FMA, 256x3 and 128x4")};
}

cudaError_t prepare_kernel_variants() {
    const std::uint32_t one = 1;
    std::uint32_t narrow[Sha256Family::rounds];
    std::uint64_t wide[Sha512Family::rounds];
    for (int t = 0; t < Sha256Family::rounds; ++t) {
        narrow[t] = core::round_constant(Sha256Family{}, t);
    }
    for (int t = 0; t < Sha512Family::rounds; ++t) {
        wide[t] = core::round_constant(Sha512Family{}, t);
    }
    cudaError_t error = cudaMemcpyToSymbol(opaque_one, &one, sizeof(one));
    if (error == cudaSuccess) {
        error = cudaMemcpyToSymbol(narrow_constants, narrow, sizeof(narrow));
    }
    return error == cudaSuccess ? cudaMemcpyToSymbol(wide_constants, wide, sizeof(wide)) : error;
}

}    // namespace hmacsweep::bench
