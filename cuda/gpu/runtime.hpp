// The seam around CUDA: every call that the GPU engine makes, as a plain C++ interface. One implementation calls the
// CUDA runtime and launches the kernels. The tests have another implementation, which runs the same steps on the host
// and can fail on purpose. Nothing here needs the headers of CUDA.
#pragma once

#include "cuda/core/leaf_steps.hpp"
#include "cuda/core/record_index.hpp"
#include "cuda/core/short_answer.hpp"
#include "cuda/core/steps.hpp"
#include "cuda/core/text_steps.hpp"
#include "cuda/core/trial_steps.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

namespace hmacsweep::gpu {

/// What an error code of CUDA (cudaError_t) means for the work.
enum class Severity : std::uint8_t {
    OutOfMemory,    ///< a smaller piece may work
    Device,         ///< this GPU cannot be used, but other GPUs can
    Process,        ///< sticky: every later call fails, and only a new process gets a working context
};
[[nodiscard]] Severity severity_of(int code);
/// The same for a call that pins memory. The program works without pinned slabs, so every error that is not sticky
/// counts as OutOfMemory.
[[nodiscard]] Severity severity_of_pinning(int code);

/// A CUDA call that failed. what() has the expression, the name and number of the error, and the place in the source.
class CudaError : public std::runtime_error {
public:
    CudaError(const std::string& what, Severity severity) : std::runtime_error(what), severity_(severity) {}
    [[nodiscard]] Severity severity() const { return severity_; }

private:
    Severity severity_;
};

/// Handles of CUDA.
struct Stream {
    void* handle = nullptr;
};
struct Event {
    void* handle = nullptr;
};

struct DeviceFacts {
    std::string name;    ///< `NVIDIA H200`
    int major = 0;       ///< compute capability
    int minor = 0;
    std::uint64_t bytes = 0;    ///< the size of its memory
};

/// Sorts the items into the Schedule. `keys` and `order` have room for num_items. The scratch memory belongs to the
/// slot, so that Thrust allocates nothing.
struct OrderStep {
    const core::BatchItem* items;
    std::uint16_t* keys;
    std::uint32_t* order;
    std::size_t num_items;
    std::uint8_t* scratch;
    std::size_t scratch_bytes;
};
/// Counts the verdicts.
struct TallyStep {
    const core::Verdict* verdicts;
    std::uint64_t* running;    ///< num_items sums; the last sum is the tally (core::CountVerdict)
    std::size_t num_items;
    std::uint8_t* scratch;
    std::size_t scratch_bytes;
};
/// Finds the records of a text (core/record_index.hpp). The text has at least one byte and less than 2^31 bytes.
struct FrameStep {
    const std::uint8_t* text;
    std::size_t text_bytes;
    core::LineRules rules;
    core::PieceLines* pieces;    ///< one for each piece of the text
    core::LineEnd* ends;         ///< `ends`, `running` and `frames` have room for num_places
    std::uint32_t* running;
    core::Frame* frames;
    std::size_t num_places;    ///< at least 1
    core::RecordIndex* index;
    std::uint8_t* scratch;
    std::size_t scratch_bytes;

    [[nodiscard]] std::size_t num_pieces() const { return core::num_pieces(text_bytes); }
    // The parts of the step, in this order. A scan (thrust_steps.hpp) follows count_lines(), and another scan follows
    // lines().
    [[nodiscard]] core::CountLines count_lines() const { return {text, text_bytes, rules.syntax, pieces}; }
    [[nodiscard]] core::WriteLineEnds write_ends() const {
        return {text, text_bytes, rules.syntax, pieces, ends, num_places};
    }
    [[nodiscard]] core::FoundLines lines() const {
        return {text, text_bytes, rules, &pieces[num_pieces() - 1].from[0], ends, num_places};
    }
    [[nodiscard]] core::WriteFrames write_frames() const { return {lines(), running, num_places, frames, index}; }
};
/// The bytes of scratch memory that the steps need for that many items.
[[nodiscard]] constexpr std::size_t scratch_bytes_for(std::size_t num_items) {
    return (num_items * 16) + (std::size_t{1} << 20);
}

/// Functions throw CudaError unless their comment says otherwise. A closed runtime makes no calls. Each thread has a
/// current device, as in CUDA. A function that takes a stream returns before its work is done.
class Runtime {
public:
    Runtime() = default;
    Runtime(const Runtime&) = delete;
    Runtime& operator=(const Runtime&) = delete;
    Runtime(Runtime&&) = delete;
    Runtime& operator=(Runtime&&) = delete;
    virtual ~Runtime() = default;

    /// Makes every later call throw before it reaches CUDA. Used after a sticky error, and after a call that did not
    /// return.
    void close(const std::string& reason);
    [[nodiscard]] bool is_closed() const { return is_closed_; }
    /// Why the runtime was closed.
    [[nodiscard]] std::string why_closed() const;

    virtual int count_devices() = 0;
    /// Makes no context on the device.
    virtual DeviceFacts describe(int device) = 0;
    /// Makes a context on the device. Returns why this build cannot use the device; empty when it can.
    virtual std::string find_obstacle(int device) = 0;
    virtual void use_device(int device) = 0;
    /// The free memory of the device, without the memory that the kernels will need for their stacks.
    virtual std::size_t free_bytes() = 0;

    virtual void* allocate(std::size_t bytes) = 0;
    virtual void* allocate_pinned(std::size_t bytes) = 0;
    virtual Stream create_stream() = 0;
    virtual Event create_event() = 0;
    // For destructors: these never throw. release_failure() reports a failure.
    virtual void release(void* memory) noexcept = 0;
    virtual void release_pinned(void* memory) noexcept = 0;
    virtual void destroy(Stream stream) noexcept = 0;
    virtual void destroy(Event event) noexcept = 0;
    [[nodiscard]] std::string release_failure() const;
    /// Keeps the text of the first failure of a destructor.
    void note_release_failure(const std::string& what) noexcept;

    virtual void copy_to_device(void* device, const void* host, std::size_t bytes, Stream stream) = 0;
    virtual void copy_to_host(void* host, const void* device, std::size_t bytes, Stream stream) = 0;
    virtual void fill(void* device, std::uint8_t value, std::size_t bytes, Stream stream) = 0;
    virtual void record(Event event, Stream stream) = 0;
    virtual bool is_done(Event event) = 0;
    virtual void synchronize(Stream stream) = 0;

    // The steps. Each runs over `count` indices, and is not launched where `count` is 0.
    virtual void make_schedules(const core::MakeSchedules<core::Sha256Family>& step, std::size_t count, Stream s) = 0;
    virtual void make_schedules(const core::MakeSchedules<core::Sha512Family>& step, std::size_t count, Stream s) = 0;
    virtual void frame(const FrameStep& step, Stream stream) = 0;
    virtual void pack_records(const core::PackRecords& step, std::size_t count, Stream stream) = 0;
    virtual void shorten(const core::ShortenAnswers& step, std::size_t count, Stream stream) = 0;
    virtual void order(const OrderStep& step, Stream stream) = 0;
    virtual void judge(const core::JudgeItems<core::Sha256Family>& step, std::size_t count, Stream stream) = 0;
    virtual void judge(const core::JudgeItems<core::Sha512Family>& step, std::size_t count, Stream stream) = 0;
    virtual void try_items(const core::TryItems<core::Sha256Family>& step, std::size_t count, Stream stream) = 0;
    virtual void try_items(const core::TryItems<core::Sha512Family>& step, std::size_t count, Stream stream) = 0;
    virtual void settle_trials(const core::SettleTrials& step, std::size_t count, Stream stream) = 0;
    virtual void generate(const core::GenerateItems<core::Sha256Family>& step, std::size_t count, Stream stream) = 0;
    virtual void generate(const core::GenerateItems<core::Sha512Family>& step, std::size_t count, Stream stream) = 0;
    virtual void digest(const core::DigestLeaves& step, std::size_t count, Stream stream) = 0;
    virtual void pack(const core::PackVerdicts& step, Stream stream) = 0;
    virtual void tally(const TallyStep& step, Stream stream) = 0;

protected:
    /// Throws when the runtime is closed. Every call begins with this.
    void require_open() const;
    /// Throws a CudaError for a call that failed, and closes the runtime when the error is sticky.
    [[noreturn]] void fail(const std::string& what, int code) { fail_with(what, severity_of(code)); }
    [[noreturn]] void fail_to_pin(const std::string& what, int code) { fail_with(what, severity_of_pinning(code)); }

private:
    [[noreturn]] void fail_with(const std::string& what, Severity severity);

    std::atomic<bool> is_closed_ = false;
    mutable std::mutex mutex_;
    std::string why_closed_;
    std::string release_failure_;
};

/// Why there is no runtime on this machine or in this build, and what to do about it.
struct NoRuntime {
    std::string reason;               ///< `no NVIDIA driver is loaded`
    std::string advice;               ///< what to install, or what else to do
    bool is_built_without = false;    ///< the program has no GPU code at all
    bool has_no_driver = false;       ///< nothing on this machine drives a GPU: mostly, there is none
};

/// The runtime that this program was linked with, or why it cannot be used here.
struct OpenedRuntime {
    std::shared_ptr<Runtime> runtime;    ///< null when there is none
    NoRuntime none;
};
/// Takes up to some seconds, and may never return where the driver is broken. So the caller measures the time.
[[nodiscard]] OpenedRuntime open_runtime();

}    // namespace hmacsweep::gpu
