#include "host/bench/kernel_rate.hpp"

#include "cuda/gpu/owners.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>

namespace hmacsweep::bench {
namespace {

/// Copies between host memory and a device, through pinned memory.
class Courier {
public:
    explicit Courier(gpu::Runtime& runtime) : runtime_(runtime), stream_(runtime), pinned_(runtime, pinned_bytes) {}

    [[nodiscard]] gpu::Stream stream() const { return stream_.get(); }

    /// Device memory that holds `count` values.
    template <class T>
    gpu::DeviceMemory bring(const T* host, std::size_t count) {
        const std::size_t bytes = count * sizeof(T);
        gpu::DeviceMemory memory(runtime_, std::max<std::size_t>(bytes, 1));
        for (std::size_t done = 0; done < bytes; done += pinned_bytes) {
            const std::size_t size = std::min(pinned_bytes, bytes - done);
            std::memcpy(pinned_.get(), reinterpret_cast<const std::uint8_t*>(host) + done, size);
            runtime_.copy_to_device(memory.get() + done, pinned_.get(), size, stream_.get());
            runtime_.synchronize(stream_.get());
        }
        return memory;
    }

    void fetch(std::span<Verdict> verdicts, const std::uint8_t* device) {
        for (std::size_t done = 0; done < verdicts.size(); done += pinned_bytes) {
            const std::size_t size = std::min(pinned_bytes, verdicts.size() - done);
            runtime_.copy_to_host(pinned_.get(), device + done, size, stream_.get());
            runtime_.synchronize(stream_.get());
            std::memcpy(verdicts.data() + done, pinned_.get(), size);
        }
    }

private:
    static constexpr std::size_t pinned_bytes = std::size_t{16} << 20;

    gpu::Runtime& runtime_;
    gpu::OwnedStream stream_;
    gpu::PinnedMemory pinned_;
};

template <class T>
const T* as(const gpu::DeviceMemory& memory) {
    return reinterpret_cast<const T*>(memory.get());    // CUDA aligns what it allocates
}

std::size_t blocks_bytes(const core::BatchView& batch) {
    const core::BatchItem& last = batch.items[batch.num_items - 1];
    return last.blocks_offset + (std::size_t{last.num_blocks} * core::block_bytes(last.algorithm));
}

template <class Family>
Rate time_kernel(gpu::Runtime& runtime, const Workload& workload, const keys::KeyTable& keys, const Effort& effort) {
    using Narrow = core::KeySchedule<std::uint32_t>;
    using Wide = core::KeySchedule<std::uint64_t>;
    Courier courier(runtime);
    const core::BatchView host = workload.batch.view();
    const gpu::DeviceMemory blocks = courier.bring(host.blocks, blocks_bytes(host));
    const gpu::DeviceMemory items = courier.bring(host.items, host.num_items);
    const gpu::DeviceMemory macs = courier.bring(host.macs, host.num_items * core::max_digest_bytes);
    const gpu::DeviceMemory order = courier.bring(host.order, host.num_items);
    const gpu::DeviceMemory narrow = courier.bring(keys.view().narrow, keys.algorithms(false).size());
    const gpu::DeviceMemory wide = courier.bring(keys.view().wide, keys.algorithms(true).size());
    const gpu::DeviceMemory verdicts(runtime, host.num_items);
    const core::JudgeItems<Family> step{
        {blocks.get(), as<core::BatchItem>(items), macs.get(), as<std::uint32_t>(order), host.num_items},
        {as<Narrow>(narrow), as<Wide>(wide)},
        0,
        reinterpret_cast<Verdict*>(verdicts.get())};

    std::vector<Verdict> answer(host.num_items);
    const auto sample = [&] {
        runtime.fill(verdicts.get(), 0xee, host.num_items, courier.stream());
        runtime.synchronize(courier.stream());
        const auto begun = std::chrono::steady_clock::now();
        runtime.judge(step, host.num_items, courier.stream());
        runtime.synchronize(courier.stream());
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
        courier.fetch(answer, verdicts.get());
        require_verdicts(answer, workload.num_wrong);
        return seconds;
    };
    static_cast<void>(sample());    // warms up
    Rate rate;
    rate.records = static_cast<double>(workload.batch.size());
    rate.bytes = static_cast<double>(workload.total_bytes);
    rate.blocks = static_cast<double>(workload.total_blocks);
    take_samples(rate, effort, sample);
    return rate;
}

}    // namespace

Rate kernel_rate(gpu::Runtime& runtime, const Workload& workload, const keys::KeyTable& keys, const Effort& effort) {
    return core::is_wide(workload.algorithm) ? time_kernel<core::Sha512Family>(runtime, workload, keys, effort)
                                             : time_kernel<core::Sha256Family>(runtime, workload, keys, effort);
}

}    // namespace hmacsweep::bench
