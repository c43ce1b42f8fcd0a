// The emulated GPU's launches on interpreted PTX: NvidiaRuntime launches the kernels and Thrust, over the emulated
// GPU's memory, and waits for them.
#include "tests/support/emulated_steps.hpp"

#include "tests/support/ptx/machine.hpp"

namespace hmacsweep::tests {
namespace {

using gpu::Runtime;
using gpu::Stream;

template <class Family>
void launch(Runtime& on, const core::MakeSchedules<Family>& step, std::size_t count, Stream stream) {
    on.make_schedules(step, count, stream);
}
template <class Family>
void launch(Runtime& on, const core::JudgeItems<Family>& step, std::size_t count, Stream stream) {
    on.judge(step, count, stream);
}
template <class Family>
void launch(Runtime& on, const core::TryItems<Family>& step, std::size_t count, Stream stream) {
    on.try_items(step, count, stream);
}
template <class Family>
void launch(Runtime& on, const core::GenerateItems<Family>& step, std::size_t count, Stream stream) {
    on.generate(step, count, stream);
}
void launch(Runtime& on, const core::PackRecords& step, std::size_t count, Stream stream) {
    on.pack_records(step, count, stream);
}
void launch(Runtime& on, const core::ShortenAnswers& step, std::size_t count, Stream stream) {
    on.shorten(step, count, stream);
}
void launch(Runtime& on, const core::SettleTrials& step, std::size_t count, Stream stream) {
    on.settle_trials(step, count, stream);
}
void launch(Runtime& on, const core::DigestLeaves& step, std::size_t count, Stream stream) {
    on.digest(step, count, stream);
}
void launch(Runtime& on, const core::PackVerdicts& step, std::size_t /*count*/, Stream stream) {
    on.pack(step, stream);
}

/// Launches by `f` on a stream of its own, and waits.
template <class F>
void run_now(F&& f) {
    static const std::shared_ptr<Runtime> runtime = gpu::open_runtime().runtime;
    const Stream stream = runtime->create_stream();
    f(*runtime, stream);
    runtime->synchronize(stream);
    runtime->destroy(stream);
}

}    // namespace

template <class Step>
void run_step(const Step& step, std::size_t count) {
    run_now([&](Runtime& on, Stream stream) { launch(on, step, count, stream); });
}

void run_step(const gpu::FrameStep& step) {
    run_now([&](Runtime& on, Stream stream) { on.frame(step, stream); });
}
void run_step(const gpu::OrderStep& step) {
    run_now([&](Runtime& on, Stream stream) { on.order(step, stream); });
}
void run_step(const gpu::TallyStep& step) {
    run_now([&](Runtime& on, Stream stream) { on.tally(step, stream); });
}

void note_device_memory(std::uint8_t* begin, std::size_t bytes) {
    ptx::machine().share(begin, bytes);
}
void forget_device_memory(std::uint8_t* begin) {
    ptx::machine().unshare(begin);
}

}    // namespace hmacsweep::tests

#include "tests/support/emulated_step_list.hpp"
