#include "bench/gpu/limits.hpp"

#include "bench/gpu/probes.hpp"
#include "bench/gpu/read_rate.hpp"
#include "cuda/gpu/slot.hpp"
#include "host/backend/registry.hpp"
#include "host/run/slab_sizes.hpp"

#include <algorithm>
#include <thread>
#include <vector>

#include <fmt/format.h>

namespace hmacsweep::bench {
namespace {

constexpr std::uint32_t least_threads = 6;

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values.empty() ? 0 : values[values.size() / 2];
}

}    // namespace

Sizes::Sizes(std::size_t shrink)
    : workload_bytes((std::size_t{256} << 20) / shrink),
      slot_bytes(std::max(gpu::usual_slot_bytes / shrink, gpu::min_slot_bytes)),
      text_bytes((std::size_t{512} << 20) / shrink),
      many_keys(1'000'000 / shrink),
      num_candidates(std::max<std::size_t>(1024 / shrink, 8)) {}

std::uint32_t all_cores() {
    return std::max(1U, std::thread::hardware_concurrency());
}

std::uint32_t gpu_threads() {
    return std::max(all_cores(), least_threads);
}

std::string measure_chip(const Sizes& sizes, GpuLimits& limits) {
    const AluRates alu = measure_alu(5);
    limits.alu_lop3 = alu.lop3;
    limits.alu_shf = alu.shf;
    limits.host_to_device = median(measure_host_to_device(sizes.slot_bytes, 20));
    limits.device_copy = median(measure_device_copy(sizes.workload_bytes, 20));
    return fmt::format(
        "A: LOP3 {:.2f} and SHF {:.2f} T operations/s; clock {:.0f} MHz\n"
        "H: {:.1f} GB/s to the device; D: {:.0f} GB/s within it\n",
        limits.alu_lop3 / 1e12, limits.alu_shf / 1e12, measure_clock() / 1e6, limits.host_to_device / 1e9,
        limits.device_copy / 1e9);
}

std::string measure_files(const Sizes& sizes, const std::string& folder, GpuLimits& limits) {
    const std::uint32_t readers = gpu_threads();
    const backend::BackendInfo& cuda = *std::ranges::find(backend::backends(), "cuda", &backend::BackendInfo::name);
    const ReadRates read = measure_reads(folder, 2 * sizes.text_bytes, run::slab_bytes_for(cuda, readers), readers);
    limits.read_warm = read.warm;
    limits.read_cold = read.cold;
    return fmt::format("R: {:.1f} GB/s from a warm file, {:.1f} from a cold one\n", limits.read_warm / 1e9,
                       limits.read_cold / 1e9);
}

}    // namespace hmacsweep::bench
