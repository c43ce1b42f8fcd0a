// Faults of a GPU, simulated behind the engine's seam (RELIABILITY 13 and 14): whatever fails, and whenever, the
// results are the scalar backend's, the report says who did what, and after a sticky error no call is made.
#include "host/report/ending.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/gpu_runs.hpp"
#include "tests/support/records.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

namespace hmacsweep::tests {
namespace {

/// A kind of fault: which call fails, and with what.
struct Kind {
    GpuCall call;
    int code;
    const char* what;
};

constexpr Kind kinds[] = {
    {GpuCall::Allocate, 700, "allocation after a sticky error"},
    {GpuCall::Allocate, 46, "the device is taken"},
    {GpuCall::AllocatePinned, 719, "pinned allocation after a sticky error"},
    {GpuCall::CreateStream, 3, "stream"},
    {GpuCall::CreateEvent, 3, "event"},
    {GpuCall::UseDevice, 101, "context"},
    {GpuCall::CopyToDevice, 719, "copy to the device"},
    {GpuCall::CopyToHost, 214, "copy to the host, ECC"},
    {GpuCall::Fill, 1, "memset"},
    {GpuCall::Frame, 719, "launch of what finds records"},
    {GpuCall::PackRecords, 700, "launch of what reads text, illegal address"},
    {GpuCall::Order, 9, "Thrust's launch"},
    {GpuCall::Judge, 700, "launch, illegal address"},
    {GpuCall::Judge, 716, "launch, misaligned address"},
    {GpuCall::Judge, 719, "launch failure"},
    {GpuCall::Judge, 702, "launch timeout"},
    {GpuCall::Judge, 710, "assert"},
    {GpuCall::Judge, 701, "out of resources"},
    {GpuCall::Pack, 719, "packing"},
    {GpuCall::Tally, 719, "tally"},
    {GpuCall::Record, 46, "event record"},
    {GpuCall::Query, 700, "found out when asked"},
    {GpuCall::Synchronize, 700, "found out when waited for"},
};

/// Who did what adds up: every record was hashed once, by the device or by the backend in its place.
void check_shares(const report::Report& report) {
    std::uint64_t sum = 0;
    for (const backend::Share& share : report.shares) {
        sum += share.records;
    }
    CHECK(sum == GpuFixture::num_records);
    CHECK(report.num_hashed == GpuFixture::num_records);
}

GpuRun run_with(const GpuFixture& fixture, std::vector<GpuFault> faults, Replaceable replaceable, int num_devices = 1) {
    EmulatedGpuOptions options;
    options.num_devices = num_devices;
    options.faults = std::move(faults);
    return run_on_gpu(options, fixture.records, fixture.keys, replaceable);
}

}    // namespace

TEST_CASE("23 kinds of fault, at the first, a middle and the last call: the results are the CPU's") {
    const GpuFixture fixture;
    const GpuRun whole = run_with(fixture, {}, Replaceable::No);
    REQUIRE(whole.outcome.text == fixture.expected);
    for (const Kind& kind : kinds) {
        const std::uint64_t calls = whole.gpu->num_calls(kind.call);
        REQUIRE(calls > 0);
        for (const std::uint64_t occurrence : {std::uint64_t{1}, (calls + 1) / 2, calls}) {
            INFO(kind.what << ": call " << occurrence << " of " << calls << " to " << call_name(kind.call));
            const GpuRun run = run_with(fixture, {{kind.call, kind.code, occurrence}}, Replaceable::Yes);
            const report::Report& report = run.outcome.report;
            CHECK(run.outcome.text == fixture.expected);
            CHECK(report.backend_error.empty());
            CHECK(report.num_disagreements == 0);
            CHECK(run.gpu->num_forbidden_calls() == 0);
            check_shares(report);
            const bool is_sticky = gpu::severity_of(kind.code) == gpu::Severity::Process;
            CHECK(run.gpu->is_closed() == is_sticky);
            if (!is_sticky) {
                CHECK(run.gpu->num_owned() == 0);
            }
            // The last synchronisations wipe the keys, when all the work is done: then nothing needs replacing.
            const bool is_too_late = kind.call == GpuCall::Synchronize && occurrence == calls;
            const bool is_fill_at_end = kind.call == GpuCall::Fill && occurrence == calls;
            if (!is_too_late && !is_fill_at_end) {
                REQUIRE_FALSE(report.shares.empty());
                CHECK(report.shares.back().is_replacement);
                CHECK_THAT(report.shares.back().failure, has_text("emulated error " + std::to_string(kind.code)));
            }
        }
    }
}

TEST_CASE("without a backend to take over, a fault ends the run with status 5 and what failed") {
    const GpuFixture fixture;
    const GpuRun run = run_with(fixture, {{GpuCall::Judge, 700, 3}}, Replaceable::No);
    CHECK_THAT(run.outcome.report.backend_error, has_text("GPU 0: emulated error 700 from Judge"));
    CHECK(report::exit_status(run.outcome.report, {}) == 5);
    CHECK(run.outcome.report.counts.of(Verdict::NotJudged) == 0);
}

TEST_CASE("when one GPU of two fails, the other does the work, and nothing needs replacing") {
    const GpuFixture fixture;
    for (const int device : {0, 1}) {
        GpuFault fault{GpuCall::Judge, 701, 1};
        fault.device = device;
        const GpuRun run = run_with(fixture, {fault}, Replaceable::Yes, 2);
        CHECK(run.outcome.text == fixture.expected);
        const std::vector<backend::Share>& shares = run.outcome.report.shares;
        REQUIRE(shares.size() == 2);
        CHECK_FALSE(shares[static_cast<std::size_t>(device)].failure.empty());
        CHECK(shares[static_cast<std::size_t>(1 - device)].failure.empty());
        CHECK(shares[static_cast<std::size_t>(1 - device)].records > 0);
        check_shares(run.outcome.report);
        CHECK(run.gpu->num_owned() == 0);
    }
}

TEST_CASE("a sticky error on one GPU of two ends the use of both, and the CPU takes over") {
    const GpuFixture fixture;
    const GpuRun run = run_with(fixture, {{GpuCall::Judge, 700, 4}}, Replaceable::Yes, 2);
    CHECK(run.outcome.text == fixture.expected);
    REQUIRE(run.outcome.report.shares.size() == 3);
    CHECK_FALSE(run.outcome.report.shares[0].failure.empty());
    CHECK_FALSE(run.outcome.report.shares[1].failure.empty());
    CHECK(run.outcome.report.shares[2].is_replacement);
    CHECK(run.gpu->num_forbidden_calls() == 0);
    check_shares(run.outcome.report);
}

TEST_CASE("a call that never returns is given up after a while, and the CPU takes over") {
    const GpuFixture fixture;
    gpu::EngineOptions engine = small_engine();
    engine.patience = std::chrono::milliseconds(300);
    const GpuRun whole = run_with(fixture, {}, Replaceable::No);
    for (const GpuCall call : {GpuCall::AllocatePinned, GpuCall::MakeSchedules, GpuCall::CopyToDevice, GpuCall::Judge,
                               GpuCall::Query, GpuCall::CopyToHost}) {
        for (const std::uint64_t occurrence : {std::uint64_t{1}, whole.gpu->num_calls(call)}) {
            INFO("call " << occurrence << " to " << call_name(call));
            EmulatedGpuOptions options;
            options.faults = {{call, hangs, occurrence}};
            const GpuRun run = run_on_gpu(options, fixture.records, fixture.keys, Replaceable::Yes, {}, engine);
            CHECK(run.outcome.text == fixture.expected);
            CHECK(run.gpu->is_closed());
            REQUIRE_FALSE(run.outcome.report.shares.empty());
            CHECK_THAT(run.outcome.report.shares.back().failure, has_text("did not return within"));
            check_shares(run.outcome.report);
            // It comes back after all, when nobody waits any more: it must find nothing to break.
            run.gpu->let_go();
        }
    }
}

TEST_CASE(
    "a GPU that does not answer when it is looked at ends the use of CUDA, and one that was not chosen is not asked") {
    constexpr std::chrono::milliseconds patience{100};
    EmulatedGpuOptions options;
    options.num_devices = 3;
    options.faults = {{GpuCall::FindObstacle, hangs, 1, true, 1}};
    const auto gpu = std::make_shared<EmulatedGpu>(options);
    const backend::Probe chosen = backend::probe_cuda_on(gpu, {{0, 2}}, patience);
    CHECK(chosen.is_available);
    CHECK(chosen.detail == "GPU 0: emulated GPU; GPU 2: emulated GPU");
    REQUIRE(chosen.devices.size() == 3);
    CHECK(chosen.devices[1].obstacle == "it was not chosen");
    CHECK_FALSE(gpu->is_closed());
    const backend::Probe all = backend::probe_cuda_on(gpu, {}, patience);
    CHECK_FALSE(all.is_available);
    CHECK_THAT(all.detail, has_text("does not answer"));
    CHECK(gpu->is_closed());
    gpu->let_go();
}

TEST_CASE("a thread that comes back after its engine is gone reads no key") {
    EmulatedGpuOptions options;
    options.faults = {{GpuCall::Allocate, hangs, 3}};    // the last call before the first K0 is written
    const auto gpu = std::make_shared<EmulatedGpu>(options);
    gpu::EngineOptions engine = small_engine();
    engine.patience = std::chrono::milliseconds(100);
    const auto num_reads = std::make_shared<std::atomic<int>>(0);
    auto keys = std::make_shared<gpu::KeySource>(std::vector{Algorithm::HmacSha256}, std::vector<Algorithm>{},
                                                 [num_reads](bool, std::size_t, std::uint8_t*) { ++*num_reads; });
    const std::weak_ptr<gpu::KeySource> watched = keys;
    CHECK_THROWS_AS(gpu::Engine(gpu, std::move(keys), engine), gpu::NoDeviceLeft);
    CHECK_FALSE(watched.expired());
    gpu->let_go();
    while (!watched.expired()) {    // the thread drops its keys at its end; if it never does, CTest ends the test
        std::this_thread::yield();
    }
    CHECK(*num_reads == 0);
}

TEST_CASE("a GPU that hands back what it did not compute is found out by canaries and counts") {
    const GpuFixture fixture;
    for (const GpuDamage damage : {GpuDamage::SkipsJudging, GpuDamage::KeepsOutput, GpuDamage::SendsZeros,
                                   GpuDamage::SendsOnes, GpuDamage::FlipsOutput}) {
        INFO("damage " << static_cast<int>(damage));
        EmulatedGpuOptions options;
        options.damage = damage;
        const GpuRun run = run_on_gpu(options, fixture.records, fixture.keys, Replaceable::Yes);
        CHECK(run.outcome.text == fixture.expected);
        REQUIRE_FALSE(run.outcome.report.shares.empty());
        CHECK(run.outcome.report.shares.back().is_replacement);
        check_shares(run.outcome.report);

        const GpuRun alone = run_on_gpu(options, fixture.records, fixture.keys, Replaceable::No);
        CHECK(report::exit_status(alone.outcome.report, {}) == 5);
        CHECK(alone.gpu->num_owned() == 0);

        if (damage == GpuDamage::FlipsOutput) {
            continue;    // in a MAC that is made, one bit is found out by OpenSSL alone
        }
        rules::RunOptions generate;
        generate.operation = rules::Operation::Generate;
        generate.cross_check = rules::CrossCheck::All;
        const GpuRun made = run_on_gpu(options, fixture.records, fixture.keys, Replaceable::Yes, generate);
        CHECK(made.outcome.report.num_disagreements == 0);
        CHECK(made.outcome.report.counts.of(Verdict::Valid) == GpuFixture::num_records);
    }
}

TEST_CASE("a GPU that says where records are where they are not is found out, and no record is lost") {
    const GpuFixture fixture;
    for (const GpuDamage damage : {GpuDamage::LosesLast, GpuDamage::SwapsFrames, GpuDamage::RepeatsFrame,
                                   GpuDamage::ShiftsFrame, GpuDamage::EndlessFrame, GpuDamage::MiscountsLine}) {
        INFO("damage " << static_cast<int>(damage));
        EmulatedGpuOptions options;
        options.damage = damage;
        const GpuRun run = run_on_gpu(options, fixture.records, fixture.keys, Replaceable::Yes);
        CHECK(run.outcome.text == fixture.expected);
        CHECK(run.outcome.report.accounting_error.empty());
        REQUIRE_FALSE(run.outcome.report.shares.empty());
        CHECK(run.outcome.report.shares.back().is_replacement);
        CHECK_THAT(run.outcome.report.shares.back().failure, has_text("GPU 0: "));
        check_shares(run.outcome.report);

        const GpuRun alone = run_on_gpu(options, fixture.records, fixture.keys, Replaceable::No);
        CHECK(report::exit_status(alone.outcome.report, {}) == 5);
        CHECK(alone.gpu->num_owned() == 0);
    }
}

TEST_CASE("one flipped verdict in a thousand is found out by OpenSSL: right MACs called wrong, always") {
    const keys::KeyStore keys = gpu_test_keys();
    const std::string records = gpu_test_records(keys, 12'000);
    EmulatedGpuOptions options;
    options.damage = GpuDamage::FlipsVerdicts;
    rules::RunOptions run;
    run.cross_check = rules::CrossCheck::None;
    gpu::EngineOptions engine = small_engine();
    engine.slot_bytes = gpu::usual_slot_bytes;
    run.slab_bytes = std::size_t{8} << 20;
    const auto gpu = std::make_shared<EmulatedGpu>(options);
    const RunOutcome outcome = run_text_on(
        records, keys, run, [&](const keys::KeyTable& table) { return backend::open_cuda_on(gpu, table, engine); });
    CHECK(outcome.report.num_disagreements > 0);
    CHECK(report::exit_status(outcome.report, {}) == 5);
}

}    // namespace hmacsweep::tests
