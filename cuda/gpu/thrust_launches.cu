#include "cuda/gpu/thrust_launches.hpp"

#include "cuda/gpu/thrust_steps.hpp"

#include <thrust/system/cuda/execution_policy.h>

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

}    // namespace

void launch(const OrderStep& step, cudaStream_t stream) {
    ScratchAllocator scratch(step.scratch, step.scratch_bytes);
    sort_order(thrust::cuda::par_nosync(scratch).on(stream), step.keys, step.order, step.num_items);
}

void launch(const TallyStep& step, cudaStream_t stream) {
    ScratchAllocator scratch(step.scratch, step.scratch_bytes);
    tally_verdicts(thrust::cuda::par_nosync(scratch).on(stream), step.verdicts, step.num_items, step.running);
}

void launch_joining(const FrameStep& step, cudaStream_t stream) {
    ScratchAllocator scratch(step.scratch, step.scratch_bytes);
    join_pieces(thrust::cuda::par_nosync(scratch).on(stream), step.pieces, step.num_pieces());
}

void launch_counting(const FrameStep& step, cudaStream_t stream) {
    ScratchAllocator scratch(step.scratch, step.scratch_bytes);
    count_records(thrust::cuda::par_nosync(scratch).on(stream), step.lines(), step.running, step.num_places);
}

}    // namespace hmacsweep::gpu
