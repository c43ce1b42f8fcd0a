// The GPU engine over an emulated GPU: pieces, several devices, little memory, keys that are wiped, canaries. That its
// verdicts are right is what the conformance suite shows, as for every backend.
#include "cuda/gpu/engine.hpp"

#include "host/backend/packer.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/gpu_runs.hpp"
#include "tests/support/records.hpp"
#include "tests/support/thrust_on_host.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <set>

namespace hmacsweep::tests {
namespace {

constexpr std::size_t num_records = 1500;

std::string scalar_results(std::string_view records, const keys::KeyStore& keys) {
    rules::RunOptions options;
    return run_text(records, keys, options, backend_named("scalar"), ParsedLines::Unwanted).text;
}

std::uint64_t records_of(const std::vector<backend::Share>& shares) {
    return std::accumulate(shares.begin(), shares.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const backend::Share& share) { return sum + share.records; });
}

/// A word's bytes as they lie in memory.
template <class Word>
ByteVector bytes_of(const Word& word) {
    ByteVector bytes(sizeof(word));
    std::memcpy(bytes.data(), &word, sizeof(word));
    return bytes;
}

}    // namespace

TEST_CASE("an input of many pieces has the results of the scalar backend, and every item is counted once") {
    const keys::KeyStore keys = gpu_test_keys();
    const std::string records = gpu_test_records(keys, num_records);
    const GpuRun run = run_on_gpu({}, records, keys, Replaceable::No);
    CHECK(run.outcome.text == scalar_results(records, keys));
    CHECK(run.gpu->num_calls(GpuCall::Query) > 10);
    const std::vector<backend::Share>& shares = run.outcome.report.shares;
    REQUIRE(shares.size() == 1);
    CHECK(shares[0].name == "cuda:0");
    CHECK(shares[0].detail == "emulated GPU");
    CHECK(shares[0].records == num_records);
    CHECK(run.outcome.report.num_hashed == num_records);
    CHECK(shares[0].failure.empty());
}

TEST_CASE("several GPUs share the work, and each says how much it did") {
    const keys::KeyStore keys = gpu_test_keys();
    const std::string records = gpu_test_records(keys, num_records);
    const GpuRun run = run_on_gpu({.num_devices = 3}, records, keys, Replaceable::No);
    CHECK(run.outcome.text == scalar_results(records, keys));
    const std::vector<backend::Share>& shares = run.outcome.report.shares;
    REQUIRE(shares.size() == 3);
    CHECK(records_of(shares) == num_records);
    CHECK(std::ranges::all_of(shares, [](const backend::Share& share) { return share.records > 0; }));
}

TEST_CASE("only the GPUs that were asked for are used") {
    const keys::KeyStore keys = gpu_test_keys();
    const std::string records = gpu_test_records(keys, 200);
    gpu::EngineOptions engine = small_engine();
    engine.devices = {2, 1};
    const GpuRun run = run_on_gpu({.num_devices = 4}, records, keys, Replaceable::No, {}, engine);
    REQUIRE(run.outcome.report.shares.size() == 2);
    CHECK(run.outcome.report.shares[0].name == "cuda:2");
    CHECK(run.outcome.report.shares[1].name == "cuda:1");
    CHECK(records_of(run.outcome.report.shares) == 200);
}

TEST_CASE("a run leaves nothing on the device, and no key in memory that it gives back") {
    const keys::KeyStore keys = gpu_test_keys();
    const keys::KeyTable table(keys);
    const auto gpu = std::make_shared<EmulatedGpu>(EmulatedGpuOptions{});
    for (std::uint32_t k = 0; k < keys.size(); ++k) {
        const Bytes material = keys[k].material.bytes();
        gpu->watch_for(ByteVector(material.begin(), material.begin() + 16));
        for (const Algorithm algorithm : all_algorithms) {
            const std::uint32_t schedule = table.schedule(k, algorithm);
            gpu->watch_for(core::is_wide(algorithm) ? bytes_of(table.view().wide[schedule].inner)
                                                    : bytes_of(table.view().narrow[schedule].inner));
        }
    }
    {
        const std::unique_ptr<backend::Backend> backend = backend::open_cuda_on(gpu, table, small_engine());
        CHECK(gpu->num_owned() > 0);
    }
    CHECK(gpu->num_owned() == 0);
    CHECK(gpu->num_leaks() == 0);
}

TEST_CASE("the watch for secrets finds what is not wiped") {
    EmulatedGpu gpu({});
    gpu.watch_for({1, 2, 3});
    auto* const memory = static_cast<std::uint8_t*>(gpu.allocate_pinned(100));
    memory[50] = 1;
    memory[51] = 2;
    memory[52] = 3;
    gpu.release_pinned(memory);
    CHECK(gpu.num_leaks() == 1);
}

TEST_CASE("a device with little free memory gets smaller slots, and the same results") {
    const keys::KeyStore keys = gpu_test_keys();
    const std::string records = gpu_test_records(keys, 400);
    gpu::EngineOptions engine = small_engine();
    engine.slot_bytes = gpu::usual_slot_bytes;
    const std::size_t three_least = 3 * gpu::device_bytes_for(gpu::min_slot_bytes);
    const GpuRun run = run_on_gpu({.device_bytes = three_least * 2}, records, keys, Replaceable::No, {}, engine);
    CHECK(run.outcome.text == scalar_results(records, keys));
}

TEST_CASE("a device whose memory is taken cannot be opened, and says so") {
    const keys::KeyStore keys = gpu_test_keys();
    const keys::KeyTable table(keys);
    const auto gpu = std::make_shared<EmulatedGpu>(EmulatedGpuOptions{.device_bytes = 100'000});
    CHECK_THROWS_WITH(backend::open_cuda_on(gpu, table, small_engine()),
                      Catch::Matchers::Contains("GPU 0: the emulated device is full"));
    CHECK(gpu->num_owned() == 0);
}

TEST_CASE("after one launch that is out of memory, pieces are halved and the device stays") {
    const keys::KeyStore keys = gpu_test_keys();
    const std::string records = gpu_test_records(keys, num_records);
    const auto run_with = [&](std::vector<GpuFault> faults) {
        EmulatedGpuOptions options;
        options.faults = std::move(faults);
        rules::RunOptions run;
        run.slab_bytes = std::size_t{4} << 20;    // one slab, so that pieces are as large as can be
        GpuRun result = run_on_gpu(options, records, keys, Replaceable::No, run);
        CHECK(result.outcome.text == scalar_results(records, keys));
        CHECK(result.outcome.report.shares[0].failure.empty());
        return result.gpu;
    };
    const auto plain = run_with({});
    const auto short_of_memory = run_with({{GpuCall::Judge, 2, 1}});
    CHECK(short_of_memory->num_calls(GpuCall::Order) > plain->num_calls(GpuCall::Order));
    // What was on the stream already is waited for before the slot is loaded again.
    CHECK(short_of_memory->num_calls(GpuCall::Synchronize) == plain->num_calls(GpuCall::Synchronize) + 1);
}

TEST_CASE("a device that is out of memory for the smallest piece is given up") {
    const keys::KeyStore keys = gpu_test_keys();
    const std::string records = gpu_test_records(keys, num_records);
    EmulatedGpuOptions options;
    options.faults = {{GpuCall::Judge, 2, 1, true}};
    const GpuRun run = run_on_gpu(options, records, keys, Replaceable::Yes);
    CHECK(run.outcome.text == scalar_results(records, keys));
    REQUIRE(run.outcome.report.shares.size() == 2);
    CHECK_THAT(run.outcome.report.shares[0].failure, has_text("out of memory"));
}

TEST_CASE("the canaries of a batch differ from those of the batch before in their right answers") {
    for (const bool is_wide : {false, true}) {
        std::set<ByteVector> messages;
        for (std::uint64_t batch = 0; batch < 100; ++batch) {
            const gpu::Canary first = gpu::make_canary(is_wide, batch, 0);
            const gpu::Canary second = gpu::make_canary(is_wide, batch, 1);
            CHECK(first.is_forged != second.is_forged);
            CHECK(first.is_forged != gpu::make_canary(is_wide, batch + 1, 0).is_forged);
            CHECK(core::is_wide(first.algorithm) == is_wide);
            messages.insert(ByteVector(first.message, first.message + first.message_bytes));
            const ByteVector mac =
                reference_hmac(first.algorithm, gpu::canary_key, Bytes(first.message, first.message_bytes));
            CHECK(std::equal(mac.begin(), mac.end(), first.right_mac));
            for (const gpu::Canary& canary : {first, second}) {
                const bool is_sent_right = std::equal(mac.begin(), mac.end(), canary.sent_mac);
                CHECK(is_sent_right != canary.is_forged);
            }
        }
        CHECK(messages.size() == 100);
    }
}

TEST_CASE("the device's own Schedule is the host's") {
    const keys::KeyStore keys = gpu_test_keys();
    const keys::KeyTable table(keys);
    Random random(3);
    backend::Batch batch;
    for (std::size_t i = 0; i < 3000; ++i) {
        const Algorithm algorithm = all_algorithms[random.below(all_algorithms.size())];
        batch.add(algorithm, table.schedule(0, algorithm), random.bytes(random.below(900)), {}, 0);
    }
    batch.schedule();
    const core::BatchView view = batch.view();
    std::vector<std::uint16_t> sort_keys(view.num_items);
    std::vector<std::uint32_t> order(view.num_items);
    const core::StartOrder start{view.items, sort_keys.data(), order.data()};
    for (std::size_t i = 0; i < view.num_items; ++i) {
        start(i);
    }
    sort_on_host({view.items, sort_keys.data(), order.data(), view.num_items, nullptr, 0});
    CHECK(std::equal(order.begin(), order.end(), view.order));
    if (!runs_thrust()) {
        say_skipped("Thrust's CPP system: no CUDA Toolkit headers");
    }
}

TEST_CASE("the tally counts judged and valid verdicts, and takes no other byte for one") {
    const std::vector<Verdict> verdicts{Verdict::Valid, Verdict::Invalid, Verdict::NotJudged, Verdict::Valid,
                                        static_cast<Verdict>(0xff)};
    std::vector<std::uint64_t> running(verdicts.size());
    tally_on_host({verdicts.data(), running.data(), verdicts.size(), nullptr, 0});
    CHECK(running.back() == ((std::uint64_t{3} << 32) | 2));
}

}    // namespace hmacsweep::tests
