#include "bench/gpu/probes.hpp"

#include "bench/gpu/cuda_check.hpp"

#include <algorithm>

namespace hmacsweep::bench {
namespace {

constexpr unsigned probe_threads = 256;
constexpr unsigned blocks_of_a_multiprocessor = 8;
constexpr int chains = 8;
constexpr int steps_of_a_turn = 64;
constexpr int turns = 4096;

/// Each register is made of itself and its two neighbours, so that no two steps can be made one.
__device__ inline std::uint32_t lop3(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
    std::uint32_t result = 0;
    asm volatile("lop3.b32 %0, %1, %2, %3, 0x96;" : "=r"(result) : "r"(a), "r"(b), "r"(c));
    return result;
}
__device__ inline std::uint32_t shf(std::uint32_t a, std::uint32_t b, std::uint32_t /*c*/) {
    std::uint32_t result = 0;
    asm volatile("shf.l.wrap.b32 %0, %1, %2, 7;" : "=r"(result) : "r"(a), "r"(b));
    return result;
}

template <std::uint32_t (*Operation)(std::uint32_t, std::uint32_t, std::uint32_t)>
__device__ void run_chains(std::uint32_t* out, std::uint32_t seed) {
    std::uint32_t x[chains];
    for (int i = 0; i < chains; ++i) {
        x[i] = seed + (threadIdx.x * chains) + i;
    }
#pragma unroll 1
    for (int turn = 0; turn < turns; ++turn) {
#pragma unroll
        for (int step = 0; step < steps_of_a_turn; ++step) {
            const int i = step % chains;
            x[i] = Operation(x[i], x[(i + 1) % chains], x[(i + 2) % chains]);
        }
    }
    std::uint32_t all = 0;
    for (int i = 0; i < chains; ++i) {
        all ^= x[i];
    }
    if (all == seed) {    // hardly ever, which the compiler does not know
        out[threadIdx.x] = all;
    }
}

__global__ void lop3_chains(std::uint32_t* out, std::uint32_t seed) {
    run_chains<lop3>(out, seed);
}
__global__ void shf_chains(std::uint32_t* out, std::uint32_t seed) {
    run_chains<shf>(out, seed);
}

__device__ inline std::uint64_t global_nanoseconds() {
    std::uint64_t now = 0;
    asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(now));
    return now;
}

/// Cycles and nanoseconds of a wait.
__global__ void count_cycles(std::uint64_t nanoseconds, std::uint64_t* counts) {
    const std::uint64_t begun = global_nanoseconds();
    std::uint64_t first = begun;
    while (first == begun) {    // from one tick of the timer
        first = global_nanoseconds();
    }
    const auto cycles = static_cast<std::uint64_t>(clock64());
    std::uint64_t last = first;
    while (last - first < nanoseconds) {
        last = global_nanoseconds();
    }
    counts[0] = static_cast<std::uint64_t>(clock64()) - cycles;
    counts[1] = last - first;
}

int multiprocessors() {
    int device = 0;
    int count = 0;
    check(cudaGetDevice(&device), "cudaGetDevice");
    check(cudaDeviceGetAttribute(&count, cudaDevAttrMultiProcessorCount, device), "cudaDeviceGetAttribute");
    return count;
}

double operations_a_second(void (*kernel)(std::uint32_t*, std::uint32_t), int samples) {
    const DeviceBytes out(probe_threads * sizeof(std::uint32_t));
    const auto blocks = static_cast<unsigned>(multiprocessors()) * blocks_of_a_multiprocessor;
    const double operations = static_cast<double>(blocks) * probe_threads * steps_of_a_turn * turns;
    const Event before;
    const Event after;
    double best = 0;
    for (int i = 0; i <= samples; ++i) {    // the first warms up
        before.record();
        kernel<<<blocks, probe_threads>>>(reinterpret_cast<std::uint32_t*>(out.get()), 17);
        check(cudaGetLastError(), "launch");
        after.record();
        const double seconds = seconds_between(before, after);
        best = i == 0 ? 0 : std::max(best, operations / seconds);
    }
    return best;
}

std::vector<double> copy_rates(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind, int samples) {
    const Event before;
    const Event after;
    std::vector<double> rates;
    for (int i = 0; i <= samples; ++i) {
        before.record();
        check(cudaMemcpyAsync(to, from, bytes, kind, nullptr), "cudaMemcpyAsync");
        after.record();
        const double seconds = seconds_between(before, after);
        if (i != 0) {
            rates.push_back(static_cast<double>(bytes) / seconds);
        }
    }
    return rates;
}

}    // namespace

AluRates measure_alu(int samples) {
    return {operations_a_second(lop3_chains, samples), operations_a_second(shf_chains, samples)};
}

double measure_clock() {
    constexpr std::uint64_t wait_nanoseconds = 100'000;
    const DeviceBytes device(2 * sizeof(std::uint64_t));
    count_cycles<<<1, 1>>>(wait_nanoseconds, reinterpret_cast<std::uint64_t*>(device.get()));
    check(cudaGetLastError(), "launch");
    std::uint64_t counts[2] = {};
    check(cudaMemcpy(counts, device.get(), sizeof(counts), cudaMemcpyDeviceToHost), "cudaMemcpy");
    return static_cast<double>(counts[0]) / static_cast<double>(counts[1]) * 1e9;
}

std::vector<double> measure_host_to_device(std::size_t bytes, int samples) {
    const PinnedBytes host(bytes);
    const DeviceBytes device(bytes);
    return copy_rates(device.get(), host.get(), bytes, cudaMemcpyHostToDevice, samples);
}

std::vector<double> measure_device_copy(std::size_t bytes, int samples) {
    const DeviceBytes from(bytes);
    const DeviceBytes to(bytes);
    return copy_rates(to.get(), from.get(), bytes, cudaMemcpyDeviceToDevice, samples);
}

}    // namespace hmacsweep::bench
