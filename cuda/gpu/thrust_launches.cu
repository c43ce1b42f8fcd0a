#include "cuda/gpu/thrust_launches.hpp"

#include "cuda/gpu/thrust_steps.hpp"

#include <thrust/system/cuda/execution_policy.h>
#include <thrust/system_error.h>

#include <new>

namespace hmacsweep::gpu {
namespace {

/// Gives out a slot's scratch from one end to the other, so that Thrust's temporary memory costs no call of CUDA. The
/// stream's order keeps one step's use of it apart from the next one's.
class ScratchAllocator {
public:
    using value_type = char;

    ScratchAllocator(std::uint8_t* scratch, std::size_t bytes) : next_(scratch), left_(bytes) {}

    char* allocate(std::ptrdiff_t bytes) {
        constexpr std::size_t alignment = 256;
        const std::size_t taken = (static_cast<std::size_t>(bytes) + alignment - 1) / alignment * alignment;
        if (taken > left_) {
            throw std::bad_alloc();
        }
        char* const given = reinterpret_cast<char*>(next_);
        next_ += taken;
        left_ -= taken;
        return given;
    }
    void deallocate(char* /*memory*/, std::size_t /*bytes*/) {}

private:
    std::uint8_t* next_;
    std::size_t left_;
};

/// Has Thrust put its kernels on the stream, with scratch memory of its own, and says what came of it. Only here is
/// what Thrust throws known by its type, which derives from std::runtime_error alone.
template <class Step, class Run>
Launched launch_thrust(const char* name, const Step& step, cudaStream_t stream, Run&& run) {
    ScratchAllocator scratch(step.scratch, step.scratch_bytes);
    try {
        run(thrust::cuda::par_nosync(scratch).on(stream));
        return {cudaSuccess, name};
    } catch (const thrust::system_error& error) {
        return {static_cast<cudaError_t>(error.code().value()), name};
    } catch (const std::bad_alloc&) {
        return {cudaErrorInvalidValue, "a step of Thrust, which needs more scratch memory than a slot has"};
    }
}

}    // namespace

Launched launch(const OrderStep& step, cudaStream_t stream) {
    return launch_thrust("Thrust's sort", step, stream,
                         [&](const auto& policy) { sort_order(policy, step.keys, step.order, step.num_items); });
}

Launched launch(const TallyStep& step, cudaStream_t stream) {
    return launch_thrust("Thrust's scan of verdicts", step, stream, [&](const auto& policy) {
        tally_verdicts(policy, step.verdicts, step.num_items, step.running);
    });
}

Launched launch_joining(const FrameStep& step, cudaStream_t stream) {
    return launch_thrust("Thrust's scan of pieces", step, stream,
                         [&](const auto& policy) { join_pieces(policy, step.pieces, step.num_pieces()); });
}

Launched launch_counting(const FrameStep& step, cudaStream_t stream) {
    return launch_thrust("Thrust's scan of records", step, stream, [&](const auto& policy) {
        count_records(policy, step.lines(), step.running, step.num_places);
    });
}

}    // namespace hmacsweep::gpu
