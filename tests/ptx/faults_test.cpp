// The fault plan's scenarios (RELIABILITY 13) on the runtime that calls CUDA, over interpreted kernels: whatever call
// or launch fails, and whenever, the results are the scalar backend's, and after a sticky error no call is made.
#include "host/report/ending.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/gpu_runs.hpp"
#include "tests/support/ptx/machine.hpp"

namespace hmacsweep::tests {
namespace {

struct Kind {
    const char* call;
    int code;
    const char* what;
};

constexpr Kind kinds[] = {
    {"cudaMalloc", 46, "the device is taken"},
    {"cudaHostAlloc", 719, "pinned allocation after a sticky error"},
    {"cudaStreamCreateWithFlags", 3, "stream"},
    {"cudaEventCreateWithFlags", 3, "event"},
    {"cudaSetDevice", 101, "context"},
    {"cudaMemcpyAsync", 214, "copy, ECC"},
    {"cudaMemsetAsync", 1, "memset"},
    {"cudaEventRecord", 46, "event record"},
    {"cudaEventQuery", 700, "found out when asked"},
    {"cudaStreamSynchronize", 700, "found out when waited for"},
    {"make_wide_schedules", 719, "launch that makes the keys' schedules"},
    {"count_lines", 719, "launch of what finds records"},
    {"pack_records", 700, "launch of what reads text, illegal address"},
    {"RadixSort", 9, "Thrust's launch"},
    {"judge_narrow", 716, "launch, misaligned address"},
    {"judge_wide", 701, "launch, out of resources"},
    {"pack_verdicts", 719, "packing"},
    {"DeviceScanKernel", 719, "tally"},
};

/// Small slabs make many batches, large ones large pieces.
constexpr std::size_t small_slab_bytes = std::size_t{1} << 15;
constexpr std::size_t large_slab_bytes = std::size_t{4} << 20;

RunOutcome run_with(const GpuFixture& fixture, const ptx::PlannedFailure& failure, Replaceable replaceable,
                    std::size_t slab_bytes = small_slab_bytes) {
    ptx::MachinePlan plan;
    plan.failures = {failure};
    ptx::machine().restart(plan);
    rules::RunOptions options;
    options.threads = 2;
    options.slab_bytes = slab_bytes;
    return run_text_on(
        fixture.records, fixture.keys, options, [&](const keys::KeyTable& table) -> std::unique_ptr<backend::Backend> {
            const auto open = [&] { return backend::open_cuda_on(gpu::open_runtime().runtime, table, small_engine()); };
            if (replaceable == Replaceable::No) {
                return open();
            }
            return std::make_unique<backend::FallbackBackend>(open, [&table] {
                return backend::Replacement{"scalar", "for the test", backend_named("scalar").open(table, {})};
            });
        });
}

}    // namespace

TEST_CASE("calls and launches that fail, at the first, a middle and the last one: the results are the CPU's") {
    const GpuFixture fixture;
    for (const Kind& kind : kinds) {
        const RunOutcome whole = run_with(fixture, {kind.call, 0}, Replaceable::No);
        REQUIRE(whole.text == fixture.expected);
        CHECK(ptx::machine().num_left() == 0);
        const std::uint64_t calls = ptx::machine().num_calls(kind.call);
        REQUIRE(calls > 0);
        for (const std::uint64_t occurrence : {std::uint64_t{1}, (calls + 1) / 2, calls}) {
            INFO(kind.what << ": call " << occurrence << " of " << calls << " to " << kind.call);
            const RunOutcome run = run_with(fixture, {kind.call, kind.code, occurrence}, Replaceable::Yes);
            CHECK(run.text == fixture.expected);
            CHECK(run.report.backend_error.empty());
            CHECK(run.report.num_disagreements == 0);
            const bool is_sticky = gpu::severity_of(kind.code) == gpu::Severity::Process;
            CHECK(ptx::machine().num_late_calls() == 0);
            if (!is_sticky) {
                CHECK(ptx::machine().num_left() == 0);
            }
            std::uint64_t judged = 0;
            for (const backend::Share& share : run.report.shares) {
                judged += share.records;
            }
            CHECK(judged == GpuFixture::num_records);
        }
    }
}

TEST_CASE("without a backend to take over, a launch that fails ends the run with status 5 and what failed") {
    const GpuFixture fixture;
    const RunOutcome run = run_with(fixture, {"judge_narrow", 700, 3}, Replaceable::No);
    CHECK_THAT(run.report.backend_error, has_text("(700, "));
    CHECK_THAT(run.report.backend_error, has_text("from the launch of judge_narrow"));
    CHECK(report::exit_status(run.report, {}) == 5);
}

TEST_CASE("out of memory, at whichever launch: pieces are halved, and the GPU stays") {
    const GpuFixture fixture;
    for (const char* kernel : {"RadixSort", "judge_wide", "DeviceScanKernel"}) {
        CAPTURE(kernel);
        const RunOutcome run = run_with(fixture, {kernel, 2}, Replaceable::No, large_slab_bytes);
        CHECK(run.report.backend_error == "");
        CHECK(run.text == fixture.expected);
        CHECK(ptx::machine().num_left() == 0);
    }
}

}    // namespace hmacsweep::tests
