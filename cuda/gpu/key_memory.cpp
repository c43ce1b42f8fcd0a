#include "cuda/gpu/key_memory.hpp"

#include "cuda/gpu/canary.hpp"

namespace hmacsweep::gpu {
namespace {

/// Zeros that the compiler must write, for memory that goes back to the system.
void wipe_host(std::uint8_t* bytes, std::size_t size) {
    volatile std::uint8_t* const target = bytes;
    for (std::size_t i = 0; i < size; ++i) {
        target[i] = 0;
    }
}

/// Pinned memory for K0s, wiped whatever happens.
class Staging {
public:
    Staging(Runtime& runtime, std::size_t bytes) : memory_(runtime, bytes), bytes_(bytes) {}
    ~Staging() { wipe_host(memory_.get(), bytes_); }
    Staging(const Staging&) = delete;
    Staging& operator=(const Staging&) = delete;
    Staging(Staging&&) = delete;
    Staging& operator=(Staging&&) = delete;
    [[nodiscard]] std::uint8_t* get() const { return memory_.get(); }

private:
    PinnedMemory memory_;
    std::size_t bytes_;
};

/// The schedules of one word size. K0s and algorithms go over together.
template <class Family>
void make(Runtime& runtime, Stream stream, const KeySource& keys, const std::vector<core::Algorithm>& algorithms,
          core::KeySchedule<typename Family::Word>* schedules) {
    constexpr bool is_wide = Family::block_bytes == core::max_block_bytes;
    const FamilyAlgorithms canaries = algorithms_of(is_wide);
    const std::size_t count = algorithms.size() + canaries.size;
    const std::size_t k0_bytes = count * Family::block_bytes;
    const Staging staging(runtime, k0_bytes + count);
    SecretDeviceMemory device(runtime, k0_bytes + count, stream);
    std::uint8_t* const k0s = staging.get();
    for (std::size_t i = 0; i < count; ++i) {
        std::uint8_t* const k0 = k0s + (i * Family::block_bytes);
        const bool is_canary = i >= algorithms.size();
        const core::Algorithm algorithm = is_canary ? canaries[i - algorithms.size()] : algorithms[i];
        k0s[k0_bytes + i] = static_cast<std::uint8_t>(algorithm);
        if (is_canary) {
            core::write_k0(algorithm, canary_key, sizeof(canary_key), k0);
        } else {
            keys.write_k0(is_wide, i, k0);
        }
    }
    runtime.copy_to_device(device.get(), k0s, k0_bytes + count, stream);
    runtime.make_schedules(
        core::MakeSchedules<Family>{device.get(), reinterpret_cast<const core::Algorithm*>(device.get() + k0_bytes),
                                    schedules},
        count, stream);
    device.wipe();
}

}    // namespace

void KeySource::write_k0(bool is_wide, std::size_t index, std::uint8_t* k0) const {
    const std::scoped_lock lock(mutex_);
    if (is_revoked_) {
        throw std::runtime_error("the keys are gone");
    }
    write_k0_(is_wide, index, k0);
}

void KeySource::revoke() {
    const std::scoped_lock lock(mutex_);
    is_revoked_ = true;
}

KeyMemory::KeyMemory(Runtime& runtime, const KeySource& keys)
    : num_narrow_(keys.narrow().size()),
      num_wide_(keys.wide().size()),
      stream_(runtime),
      narrow_(runtime, (num_narrow_ + algorithms_of(false).size) * sizeof(core::KeySchedule<std::uint32_t>),
              stream_.get()),
      wide_(runtime, (num_wide_ + algorithms_of(true).size) * sizeof(core::KeySchedule<std::uint64_t>), stream_.get()) {
    make<core::Sha256Family>(runtime, stream_.get(), keys, keys.narrow(),
                             reinterpret_cast<core::KeySchedule<std::uint32_t>*>(narrow_.get()));
    make<core::Sha512Family>(runtime, stream_.get(), keys, keys.wide(),
                             reinterpret_cast<core::KeySchedule<std::uint64_t>*>(wide_.get()));
}

core::KeyTableView KeyMemory::view() const {
    return {reinterpret_cast<const core::KeySchedule<std::uint32_t>*>(narrow_.get()),
            reinterpret_cast<const core::KeySchedule<std::uint64_t>*>(wide_.get())};
}

std::uint32_t KeyMemory::canary_schedule(core::Algorithm algorithm) const {
    const bool is_wide = core::is_wide(algorithm);
    const std::size_t in_family = static_cast<std::size_t>(algorithm) - algorithms_of(is_wide).first;
    return static_cast<std::uint32_t>((is_wide ? num_wide_ : num_narrow_) + in_family);
}

}    // namespace hmacsweep::gpu
