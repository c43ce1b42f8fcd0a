// The runtime that calls CUDA: every call goes through the one macro, which throws with the expression, the error's
// CUDA name and the place.
#include "cuda/gpu/kernels.hpp"
#include "cuda/gpu/runtime.hpp"
#include "cuda/gpu/thrust_launches.hpp"

#include <cuda_runtime_api.h>

#include <string>

namespace hmacsweep::gpu {
namespace {

std::string describe(cudaError_t error, const std::string& origin) {
    return std::string(cudaGetErrorName(error)) + " (" + std::to_string(static_cast<int>(error)) + ", " +
           cudaGetErrorString(error) + ") from " + origin;
}

std::string describe(cudaError_t error, const char* expression, const char* file, int line) {
    const std::string path(file);
    return describe(error,
                    std::string(expression) + " at " + path.substr(path.rfind('/') + 1) + ":" + std::to_string(line));
}

/// `12.4` from 12040, as CUDA writes versions.
std::string version_text(int version) {
    return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

// The one macro: for members of NvidiaRuntime that may throw.
#define HMACSWEEP_CUDA(call)                                                                       \
    do {                                                                                           \
        require_open();                                                                            \
        const cudaError_t hmacsweep_error = (call);                                                \
        if (hmacsweep_error != cudaSuccess) {                                                      \
            static_cast<void>(cudaGetLastError()); /* else the next launch reports it once more */ \
            fail(describe(hmacsweep_error, #call, __FILE__, __LINE__), hmacsweep_error);           \
        }                                                                                          \
    } while (false)

// Its second form, for those that may not: what fails is noted, and after a sticky error no call is made.
#define HMACSWEEP_CUDA_NOTE(call)                                                       \
    do {                                                                                \
        const cudaError_t hmacsweep_error = is_closed() ? cudaSuccess : (call);         \
        if (hmacsweep_error != cudaSuccess) {                                           \
            static_cast<void>(cudaGetLastError());                                      \
            note_release_failure(describe(hmacsweep_error, #call, __FILE__, __LINE__)); \
            if (severity_of(hmacsweep_error) == Severity::Process) {                    \
                close(release_failure());                                               \
            }                                                                           \
        }                                                                               \
    } while (false)

cudaStream_t native(Stream stream) {
    return static_cast<cudaStream_t>(stream.handle);
}
cudaEvent_t native(Event event) {
    return static_cast<cudaEvent_t>(event.handle);
}

class NvidiaRuntime : public Runtime {
public:
    int count_devices() override {
        int count = 0;
        HMACSWEEP_CUDA(cudaGetDeviceCount(&count));
        return count;
    }

    DeviceFacts describe(int device) override {
        cudaDeviceProp properties{};
        HMACSWEEP_CUDA(cudaGetDeviceProperties(&properties, device));
        return {properties.name, properties.major, properties.minor, properties.totalGlobalMem};
    }

    std::string find_obstacle(int device) override {
        int compute_mode = cudaComputeModeDefault;
        HMACSWEEP_CUDA(cudaDeviceGetAttribute(&compute_mode, cudaDevAttrComputeMode, device));
        if (compute_mode == cudaComputeModeProhibited) {
            return "its compute mode is \"prohibited\": nvidia-smi -c 0 -i " + std::to_string(device);
        }
        HMACSWEEP_CUDA(cudaSetDevice(device));
        require_open();
        const cudaError_t code_for_device = find_code();
        if (code_for_device == cudaErrorNoKernelImageForDevice || code_for_device == cudaErrorInvalidDeviceFunction) {
            static_cast<void>(cudaGetLastError());
            const DeviceFacts facts = describe(device);
            return "this build has no code for its compute capability: build again with "
                   "-DHMACSWEEP_CUDA_ARCHITECTURES=" +
                   std::to_string(facts.major) + std::to_string(facts.minor);
        }
        HMACSWEEP_CUDA(code_for_device);
        return "";
    }

    void use_device(int device) override { HMACSWEEP_CUDA(cudaSetDevice(device)); }

    std::size_t free_bytes() override {
        std::size_t free = 0;
        std::size_t total = 0;
        HMACSWEEP_CUDA(cudaMemGetInfo(&free, &total));
        const std::size_t kept_for_threads = local_bytes();
        return free > kept_for_threads ? free - kept_for_threads : 0;
    }

    void* allocate(std::size_t bytes) override {
        void* memory = nullptr;
        HMACSWEEP_CUDA(cudaMalloc(&memory, bytes));
        return memory;
    }
    void* allocate_pinned(std::size_t bytes) override {
        void* memory = nullptr;
        require_open();
        if (const cudaError_t error = cudaHostAlloc(&memory, bytes, cudaHostAllocDefault); error != cudaSuccess) {
            static_cast<void>(cudaGetLastError());
            fail_to_pin(describe(error, "cudaHostAlloc"), error);
        }
        return memory;
    }
    Stream create_stream() override {
        cudaStream_t stream = nullptr;
        HMACSWEEP_CUDA(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
        return {stream};
    }
    Event create_event() override {
        cudaEvent_t event = nullptr;
        HMACSWEEP_CUDA(cudaEventCreateWithFlags(&event, cudaEventDisableTiming));
        return {event};
    }

    void release(void* memory) noexcept override { HMACSWEEP_CUDA_NOTE(cudaFree(memory)); }
    void release_pinned(void* memory) noexcept override { HMACSWEEP_CUDA_NOTE(cudaFreeHost(memory)); }
    void destroy(Stream stream) noexcept override { HMACSWEEP_CUDA_NOTE(cudaStreamDestroy(native(stream))); }
    void destroy(Event event) noexcept override { HMACSWEEP_CUDA_NOTE(cudaEventDestroy(native(event))); }

    void copy_to_device(void* device, const void* host, std::size_t bytes, Stream stream) override {
        HMACSWEEP_CUDA(cudaMemcpyAsync(device, host, bytes, cudaMemcpyHostToDevice, native(stream)));
    }
    void copy_to_host(void* host, const void* device, std::size_t bytes, Stream stream) override {
        HMACSWEEP_CUDA(cudaMemcpyAsync(host, device, bytes, cudaMemcpyDeviceToHost, native(stream)));
    }
    void fill(void* device, std::uint8_t value, std::size_t bytes, Stream stream) override {
        HMACSWEEP_CUDA(cudaMemsetAsync(device, value, bytes, native(stream)));
    }
    void record(Event event, Stream stream) override { HMACSWEEP_CUDA(cudaEventRecord(native(event), native(stream))); }
    bool is_done(Event event) override {
        require_open();
        const cudaError_t event_state = cudaEventQuery(native(event));
        if (event_state == cudaErrorNotReady) {
            static_cast<void>(cudaGetLastError());
            return false;
        }
        HMACSWEEP_CUDA(event_state);
        return true;
    }
    void synchronize(Stream stream) override { HMACSWEEP_CUDA(cudaStreamSynchronize(native(stream))); }

    void make_schedules(const core::MakeSchedules<core::Sha256Family>& step, std::size_t count, Stream s) override {
        run(step, count, s);
    }
    void make_schedules(const core::MakeSchedules<core::Sha512Family>& step, std::size_t count, Stream s) override {
        run(step, count, s);
    }
    void digest(const core::DigestLeaves& step, std::size_t count, Stream stream) override { run(step, count, stream); }
    void frame(const FrameStep& step, Stream stream) override {
        run(step.count_lines(), step.num_pieces(), stream);
        check(launch_joining(step, native(stream)));
        run(step.write_ends(), step.num_pieces(), stream);
        check(launch_counting(step, native(stream)));
        run(step.write_frames(), step.num_places, stream);
    }
    void pack_records(const core::PackRecords& step, std::size_t count, Stream stream) override {
        run(step, count, stream);
    }
    void shorten(const core::ShortenAnswers& step, std::size_t count, Stream stream) override {
        run(step, count, stream);
    }
    void order(const OrderStep& step, Stream stream) override {
        run(core::StartOrder{step.items, step.keys, step.order}, step.num_items, stream);
        run_thrust(step, stream);
    }
    void judge(const core::JudgeItems<core::Sha256Family>& step, std::size_t count, Stream stream) override {
        run(step, count, stream);
    }
    void judge(const core::JudgeItems<core::Sha512Family>& step, std::size_t count, Stream stream) override {
        run(step, count, stream);
    }
    void try_items(const core::TryItems<core::Sha256Family>& step, std::size_t count, Stream stream) override {
        run(step, count, stream);
    }
    void try_items(const core::TryItems<core::Sha512Family>& step, std::size_t count, Stream stream) override {
        run(step, count, stream);
    }
    void settle_trials(const core::SettleTrials& step, std::size_t count, Stream stream) override {
        run(step, count, stream);
    }
    void generate(const core::GenerateItems<core::Sha256Family>& step, std::size_t count, Stream stream) override {
        run(step, count, stream);
    }
    void generate(const core::GenerateItems<core::Sha512Family>& step, std::size_t count, Stream stream) override {
        run(step, count, stream);
    }
    void pack(const core::PackVerdicts& step, Stream stream) override { run(step, step.num_items, stream); }
    void tally(const TallyStep& step, Stream stream) override { run_thrust(step, stream); }

private:
    // Whatever macro asks: these, and not the member that describes a device.
    template <class... Arguments>
    static std::string describe(cudaError_t error, const Arguments&... where) {
        return gpu::describe(error, where...);
    }

    /// What the driver takes of the current device at the first launch of the kernel that keeps places in local memory:
    /// as much as for all threads that the device can hold.
    std::size_t local_bytes() {
        std::size_t of_a_thread = 0;
        HMACSWEEP_CUDA(find_local_bytes(of_a_thread));
        int device = 0;
        int multiprocessors = 0;
        int threads = 0;
        HMACSWEEP_CUDA(cudaGetDevice(&device));
        HMACSWEEP_CUDA(cudaDeviceGetAttribute(&multiprocessors, cudaDevAttrMultiProcessorCount, device));
        HMACSWEEP_CUDA(cudaDeviceGetAttribute(&threads, cudaDevAttrMaxThreadsPerMultiProcessor, device));
        return of_a_thread * static_cast<std::size_t>(multiprocessors) * static_cast<std::size_t>(threads);
    }

    void check(const Launched& launched) {
        if (launched.error != cudaSuccess) {
            static_cast<void>(cudaGetLastError());
            fail(describe(launched.error, std::string("the launch of ") + launched.kernel), launched.error);
        }
    }

    template <class Step>
    void run(const Step& step, std::size_t count, Stream stream) {
        require_open();
        if (count != 0) {
            check(launch(step, count, native(stream)));
        }
    }

    template <class Step>
    void run_thrust(const Step& step, Stream stream) {
        require_open();
        if (step.num_items != 0) {
            check(launch(step, native(stream)));
        }
    }
};

/// What is missing when CUDA finds no device, and what to install.
NoRuntime missing_driver(cudaError_t error) {
    int driver = 0;
    int runtime = 0;
    static_cast<void>(cudaDriverGetVersion(&driver));
    static_cast<void>(cudaRuntimeGetVersion(&runtime));
    if (driver == 0) {
        return {"no NVIDIA driver is loaded",
                "on a machine with an NVIDIA GPU, install a driver for CUDA " + version_text(runtime) +
                    " or newer (Debian: nvidia-driver; Ubuntu: ubuntu-drivers install)",
                false, true};
    }
    if (error == cudaErrorInsufficientDriver) {
        return {"the NVIDIA driver is too old: it supports CUDA " + version_text(driver) + ", and this build needs " +
                    version_text(runtime),
                "install a newer driver, or build with an older CUDA Toolkit", false};
    }
    if (error == cudaErrorNoDevice) {
        return {"an NVIDIA driver is loaded, but it shows this process no GPU",
                "see nvidia-smi -L, and CUDA_VISIBLE_DEVICES", false};
    }
    return {std::string("the NVIDIA driver fails: ") + cudaGetErrorName(error) + " (" + cudaGetErrorString(error) + ")",
            "see nvidia-smi, and the system's log", false};
}

}    // namespace

OpenedRuntime open_runtime() {
    int count = 0;
    const cudaError_t error = cudaGetDeviceCount(&count);
    if (error != cudaSuccess || count == 0) {
        static_cast<void>(cudaGetLastError());
        return {nullptr, missing_driver(error == cudaSuccess ? cudaErrorNoDevice : error)};
    }
    return {std::make_shared<NvidiaRuntime>(), {}};
}

}    // namespace hmacsweep::gpu
