// The runtime that calls CUDA, over a CUDA runtime in which only what is planned happens: what an error of a call or of
// a launch becomes, which devices are touched, and what of their memory is counted as free. No GPU is needed.
#include "cuda/gpu/runtime.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/planned_cudart.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hmacsweep::tests {
namespace {

/// A runtime over a plan of its own.
std::shared_ptr<gpu::Runtime> runtime_with(const PlannedCudart& plan) {
    planned_cudart() = plan;
    return gpu::open_runtime().runtime;
}

struct Failure {
    gpu::Severity severity;
    std::string what;
};

/// What a call throws; nothing when it succeeds.
std::optional<Failure> failure_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const gpu::CudaError& error) {
        return Failure{error.severity(), error.what()};
    }
    return std::nullopt;
}

/// A kernel, by its name or a part of it, and a step that launches it over a few items. No kernel runs, so that nothing
/// is looked at.
struct Step {
    const char* kernel;
    std::function<void(gpu::Runtime&)> launch;
};

constexpr std::size_t few = 5;

/// One in which each launch of the step's kernel fails.
std::shared_ptr<gpu::Runtime> runtime_failing_at(const Step& step, int code) {
    PlannedCudart plan;
    plan.failing_kernel = step.kernel;
    plan.code_of_launch = code;
    return runtime_with(plan);
}

std::shared_ptr<gpu::Runtime> runtime_failing_in(const std::map<std::string, int>& calls) {
    PlannedCudart plan;
    plan.failing_calls = calls;
    return runtime_with(plan);
}

/// The scratch of the steps that are Thrust's.
std::span<std::uint8_t> scratch() {
    static std::vector<std::uint8_t> memory(gpu::scratch_bytes_for(few));
    return memory;
}

void frame(gpu::Runtime& runtime) {
    static core::PieceLines pieces[few];
    gpu::FrameStep step{};
    step.text_bytes = step.num_places = few;
    step.pieces = pieces;
    step.scratch = scratch().data();
    step.scratch_bytes = scratch().size();
    runtime.frame(step, {});
}

void order(gpu::Runtime& runtime) {
    static std::uint16_t keys[few];
    static std::uint32_t places[few];
    runtime.order({nullptr, keys, places, few, scratch().data(), scratch().size()}, {});
}

void tally(gpu::Runtime& runtime) {
    static core::Verdict verdicts[few];
    static std::uint64_t running[few];
    runtime.tally({verdicts, running, few, scratch().data(), scratch().size()}, {});
}

using gpu::Runtime;

const std::vector<Step>& steps() {
    using Narrow = core::Sha256Family;
    using Wide = core::Sha512Family;
    static const std::vector<Step> list{
        {"make_narrow_schedules", [](Runtime& r) { r.make_schedules(core::MakeSchedules<Narrow>{}, few, {}); }},
        {"make_wide_schedules", [](Runtime& r) { r.make_schedules(core::MakeSchedules<Wide>{}, few, {}); }},
        {"count_lines", frame},
        {"write_line_ends", frame},
        {"write_frames", frame},
        {"pack_records", [](Runtime& r) { r.pack_records({}, few, {}); }},
        {"shorten_answers", [](Runtime& r) { r.shorten({}, few, {}); }},
        {"start_order", order},
        {"judge_narrow", [](Runtime& r) { r.judge(core::JudgeItems<Narrow>{}, few, {}); }},
        {"judge_wide", [](Runtime& r) { r.judge(core::JudgeItems<Wide>{}, few, {}); }},
        {"try_narrow", [](Runtime& r) { r.try_items(core::TryItems<Narrow>{}, few, {}); }},
        {"try_wide", [](Runtime& r) { r.try_items(core::TryItems<Wide>{}, few, {}); }},
        {"settle_trials", [](Runtime& r) { r.settle_trials({}, few, {}); }},
        {"generate_narrow", [](Runtime& r) { r.generate(core::GenerateItems<Narrow>{}, few, {}); }},
        {"generate_wide", [](Runtime& r) { r.generate(core::GenerateItems<Wide>{}, few, {}); }},
        {"digest_leaves", [](Runtime& r) { r.digest({}, few, {}); }},
        {"pack_verdicts", [](Runtime& r) { r.pack({nullptr, few, nullptr}, {}); }},
    };
    return list;
}

/// Those of Thrust.
const std::vector<Step>& thrust_steps() {
    static const std::vector<Step> list{{"RadixSort", order}, {"Scan", tally}, {"Scan", frame}};
    return list;
}

}    // namespace

TEST_CASE("a launch that fails names its kernel, whichever it is") {
    for (const Step& step : steps()) {
        const std::shared_ptr<gpu::Runtime> runtime = runtime_failing_at(step, 701);
        const std::optional<Failure> failure = failure_of([&] { step.launch(*runtime); });
        INFO(step.kernel);
        REQUIRE(failure.has_value());
        CHECK_THAT(failure->what, has_text("(701, as planned) from the launch of " + std::string(step.kernel)));
        CHECK(failure->severity == gpu::Severity::Device);
        CHECK_FALSE(runtime->is_closed());
    }
}

TEST_CASE("an error that Thrust throws is CUDA's: out of memory stays that, and a sticky one closes the runtime") {
    for (const Step& step : thrust_steps()) {
        INFO(step.kernel);
        const std::shared_ptr<gpu::Runtime> working = runtime_with(PlannedCudart{});
        CHECK_FALSE(failure_of([&] { step.launch(*working); }).has_value());
        const std::shared_ptr<gpu::Runtime> full = runtime_failing_at(step, 2);
        const std::optional<Failure> failure = failure_of([&] { step.launch(*full); });
        REQUIRE(failure.has_value());
        CHECK(failure->severity == gpu::Severity::OutOfMemory);
        CHECK_THAT(failure->what, has_text("Thrust's"));
        CHECK_FALSE(full->is_closed());
        const std::shared_ptr<gpu::Runtime> broken = runtime_failing_at(step, 700);
        CHECK(failure_of([&] { step.launch(*broken); }).has_value());
        CHECK(broken->is_closed());
    }
}

TEST_CASE("what fails when something is released is told, and not blamed on the next launch") {
    const std::shared_ptr<gpu::Runtime> runtime = runtime_failing_in({{"cudaFree", 1}, {"cudaStreamDestroy", 1}});
    runtime->release(nullptr);
    runtime->destroy(gpu::Stream{});
    CHECK_THAT(runtime->release_failure(), has_text("cudaFree"));
    CHECK_FALSE(failure_of([&] { steps().back().launch(*runtime); }).has_value());
    // After a sticky error nothing is launched any more.
    const std::shared_ptr<gpu::Runtime> closed = runtime_failing_in({{"cudaStreamDestroy", 709}});
    closed->destroy(gpu::Stream{});
    CHECK(closed->is_closed());
}

TEST_CASE("memory that cannot be pinned is a lack of memory, whatever the code, but for the sticky ones") {
    for (const int code : {1, 2, 304, 712, 800, 801, 999}) {
        const std::shared_ptr<gpu::Runtime> runtime = runtime_failing_in({{"cudaHostAlloc", code}});
        const std::optional<Failure> failure = failure_of([&] { runtime->allocate_pinned(100); });
        CAPTURE(code);
        REQUIRE(failure.has_value());
        CHECK(failure->severity == gpu::Severity::OutOfMemory);
        CHECK_FALSE(runtime->is_closed());
        CHECK_FALSE(failure_of([&] { steps().back().launch(*runtime); }).has_value());
    }
    const std::shared_ptr<gpu::Runtime> runtime = runtime_failing_in({{"cudaHostAlloc", 700}});
    CHECK(failure_of([&] { runtime->allocate_pinned(100); })->severity == gpu::Severity::Process);
    CHECK(runtime->is_closed());
}

TEST_CASE("code that a device cannot take, and a call of the system that failed, are no end of the process") {
    for (const int code : {218, 221, 222, 304}) {
        CAPTURE(code);
        CHECK(gpu::severity_of(code) == gpu::Severity::Device);
    }
    for (const int code : {214, 700, 702, 710, 716, 719, 999}) {
        CAPTURE(code);
        CHECK(gpu::severity_of(code) == gpu::Severity::Process);
    }
}

TEST_CASE("a device is described without a context") {
    const std::shared_ptr<gpu::Runtime> runtime = runtime_with(PlannedCudart{});
    static_cast<void>(runtime->describe(1));
    CHECK(planned_cudart().devices.empty());
}

TEST_CASE("the local memory that kernels will take is not counted as free") {
    constexpr std::size_t gibibyte = std::size_t{1} << 30;
    const auto free_with = [](std::size_t free) {
        PlannedCudart plan;
        plan.free_bytes = free;
        plan.multiprocessors = 132;
        plan.threads_of_each = 2048;
        plan.local_bytes = 2112;
        return runtime_with(plan)->free_bytes();
    };
    CHECK(free_with(gibibyte) == gibibyte - (std::size_t{132} * 2048 * 2112));
    CHECK(free_with(gibibyte / 2) == 0);
}

}    // namespace hmacsweep::tests
