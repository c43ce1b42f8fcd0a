// A GPU made of host memory: the engine's runtime for machines without one. It runs the very steps that the kernels
// run, 32 lanes at a time; streams are lazy, so that nothing is done before somebody asks; device memory starts as
// garbage; and every call can be made to fail, or to hang, at will.
#pragma once

#include "cuda/gpu/runtime.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace hmacsweep::tests {

/// The calls that a fault plan can name.
enum class GpuCall : std::uint8_t {
    CountDevices,
    Describe,
    UseDevice,
    FreeBytes,
    Allocate,
    AllocatePinned,
    CreateStream,
    CreateEvent,
    Release,
    CopyToDevice,
    CopyToHost,
    Fill,
    Record,
    Query,
    Synchronize,
    MakeSchedules,
    Frame,
    PackRecords,
    Shorten,
    Order,
    Judge,
    Generate,
    Pack,
    Tally,
    Digest,
    Try,
    Settle,
    FindObstacle,
};
inline constexpr std::size_t num_gpu_calls = 28;
[[nodiscard]] std::string_view call_name(GpuCall call);

/// What a fault's code may be besides CUDA's own: the call does not come back until let_go().
inline constexpr int hangs = -1;

struct GpuFault {
    GpuCall call{};
    int code = 0;                    ///< of cudaError_t, or `hangs`
    std::uint64_t occurrence = 1;    ///< which call of that kind, from 1
    bool is_lasting = false;         ///< that call and all later ones
    int device = -1;                 ///< only on this device; -1: any
};

/// Damage that no call reports.
enum class GpuDamage : std::uint8_t {
    None,
    SkipsJudging,     ///< the judging kernels do not run, nor those that try several keys
    KeepsOutput,      ///< what comes back is what came back before
    SendsZeros,       ///< what comes back is all zero
    SendsOnes,        ///< what comes back is all ones
    FlipsOutput,      ///< one bit of what comes back is the opposite
    FlipsVerdicts,    ///< one verdict in 1,000 is the opposite
    SkipsDigests,     ///< the digesting kernel does not run
    FlipsDigests,     ///< the digest of every piece's first leaf is wrong
    // Of searches among several keys:
    SkipsRounds,      ///< one round in three does not run
    SkipsBlocks,      ///< of one round in three some threads do not run, none of them a canary's
    SkipsSettling,    ///< what the trials came to is not looked at
    RepeatsBlocks,    ///< of one round in three some threads run twice, none of them a canary's
    MissesFits,       ///< in one round in three nothing fits
    NamesOthers,      ///< the next key is named in place of the one that fits
    NamesNone,        ///< a key is named that is none of the list
    SaysNone,         ///< no key is said to fit a record that one fits
    // Of the records that it finds in texts:
    LosesLast,        ///< it counts one less
    SwapsFrames,      ///< the first and the last come back one for the other
    RepeatsFrame,     ///< the last comes back as the first
    ShiftsFrame,      ///< the first comes back a byte further on
    EndlessFrame,     ///< the last comes back without an end
    MiscountsLine,    ///< the last comes back with another line's number
};

struct EmulatedGpuOptions {
    int num_devices = 1;
    std::size_t device_bytes = std::size_t{1}
                               << 28;    ///< of each; slots of usual size do not fit, and are made smaller
    std::vector<GpuFault> faults{};
    GpuDamage damage = GpuDamage::None;
};

class EmulatedGpu : public gpu::Runtime {
public:
    explicit EmulatedGpu(EmulatedGpuOptions options);
    ~EmulatedGpu() override;

    /// Lets calls that hang come back.
    void let_go();
    /// Looks for these bytes in all memory that is released from now on.
    void watch_for(std::vector<std::uint8_t> secret);

    // What tests ask afterwards.
    [[nodiscard]] std::uint64_t num_calls(GpuCall call) const;
    /// The longest record that a thread might have read.
    [[nodiscard]] std::uint64_t max_record_bytes() const;
    /// Calls that came after a sticky error.
    [[nodiscard]] std::uint64_t num_forbidden_calls() const;
    /// Allocations, streams and events that nobody has released.
    [[nodiscard]] std::size_t num_owned() const;
    /// Releases of memory that still held a secret.
    [[nodiscard]] std::uint64_t num_leaks() const;

    int count_devices() override;
    gpu::DeviceFacts describe(int device) override;
    std::string find_obstacle(int device) override;
    void use_device(int device) override;
    std::size_t free_bytes() override;
    void* allocate(std::size_t bytes) override;
    void* allocate_pinned(std::size_t bytes) override;
    gpu::Stream create_stream() override;
    gpu::Event create_event() override;
    void release(void* memory) noexcept override;
    void release_pinned(void* memory) noexcept override;
    void destroy(gpu::Stream stream) noexcept override;
    void destroy(gpu::Event event) noexcept override;
    void copy_to_device(void* device, const void* host, std::size_t bytes, gpu::Stream stream) override;
    void copy_to_host(void* host, const void* device, std::size_t bytes, gpu::Stream stream) override;
    void fill(void* device, std::uint8_t value, std::size_t bytes, gpu::Stream stream) override;
    void record(gpu::Event event, gpu::Stream stream) override;
    bool is_done(gpu::Event event) override;
    void synchronize(gpu::Stream stream) override;
    void make_schedules(const core::MakeSchedules<core::Sha256Family>& step, std::size_t count, gpu::Stream s) override;
    void make_schedules(const core::MakeSchedules<core::Sha512Family>& step, std::size_t count, gpu::Stream s) override;
    void frame(const gpu::FrameStep& step, gpu::Stream stream) override;
    void pack_records(const core::PackRecords& step, std::size_t count, gpu::Stream stream) override;
    void shorten(const core::ShortenAnswers& step, std::size_t count, gpu::Stream stream) override;
    void order(const gpu::OrderStep& step, gpu::Stream stream) override;
    void judge(const core::JudgeItems<core::Sha256Family>& step, std::size_t count, gpu::Stream stream) override;
    void judge(const core::JudgeItems<core::Sha512Family>& step, std::size_t count, gpu::Stream stream) override;
    void try_items(const core::TryItems<core::Sha256Family>& step, std::size_t count, gpu::Stream stream) override;
    void try_items(const core::TryItems<core::Sha512Family>& step, std::size_t count, gpu::Stream stream) override;
    void settle_trials(const core::SettleTrials& step, std::size_t count, gpu::Stream stream) override;
    void generate(const core::GenerateItems<core::Sha256Family>& step, std::size_t count, gpu::Stream stream) override;
    void generate(const core::GenerateItems<core::Sha512Family>& step, std::size_t count, gpu::Stream stream) override;
    void digest(const core::DigestLeaves& step, std::size_t count, gpu::Stream stream) override;
    void pack(const core::PackVerdicts& step, gpu::Stream stream) override;
    void tally(const gpu::TallyStep& step, gpu::Stream stream) override;

private:
    using Lock = std::unique_lock<std::recursive_mutex>;
    struct Memory {
        std::vector<std::uint8_t> bytes;
        int device = -1;    ///< -1: pinned
    };
    struct StreamState {
        int device = 0;
        std::deque<std::function<void()>> work;
    };
    struct EventState {
        StreamState* stream = nullptr;
        bool is_done = true;
    };

    /// The beginning of every call: counts it, and fails, hangs or goes on as the plan says of its device, the thread's
    /// own if none is named.
    Lock enter(GpuCall call, std::optional<int> device = std::nullopt);
    void* make_memory(std::size_t bytes, int device);
    void drop_memory(void* memory) noexcept;
    void later(gpu::Stream stream, std::function<void()> work);
    void drain(StreamState& stream);
    void damage_frames(core::Frame* frames, std::size_t count) const;
    void require_range(const void* begin, std::size_t bytes, bool is_device, const StreamState& stream) const;
    [[nodiscard]] int current_device() const;
    template <class Family>
    void judge_later(const core::JudgeItems<Family>& step, std::size_t count, gpu::Stream stream);
    template <class Family>
    void try_later(const core::TryItems<Family>& step, std::size_t count, gpu::Stream stream);

    EmulatedGpuOptions options_;
    mutable std::recursive_mutex mutex_;
    std::condition_variable_any let_go_;
    bool is_let_go_ = false;
    bool is_poisoned_ = false;
    std::uint64_t num_forbidden_ = 0;
    std::uint64_t num_leaks_ = 0;
    std::uint64_t max_record_bytes_ = 0;
    std::uint64_t calls_[num_gpu_calls] = {};
    std::vector<std::uint64_t> seen_;    ///< for each fault, how many calls matched it
    std::map<std::thread::id, int> devices_;
    std::map<const std::uint8_t*, Memory> memory_;
    std::map<void*, std::unique_ptr<StreamState>> streams_;
    std::map<void*, std::unique_ptr<EventState>> events_;
    std::vector<std::vector<std::uint8_t>> secrets_;
    std::vector<std::uint8_t> last_output_;
    std::uint64_t num_rounds_ = 0;                         ///< both families' together
    std::map<const std::uint8_t*, std::size_t> frames_;    ///< where found ones are, and their bytes
};

/// `Allocate:2:1,Judge:700:3+@1` as a plan: call, code, occurrence, `+` when lasting, `@` and a device.
[[nodiscard]] std::vector<GpuFault> parse_faults(std::string_view text);

}    // namespace hmacsweep::tests
