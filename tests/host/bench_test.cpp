// What measures must not measure nonsense: the records that it makes, and that wrong verdicts end a measurement.
#include "host/bench/kernel_rate.hpp"
#include "host/bench/whole_run.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/emulated_gpu.hpp"
#include "tests/support/lying_backends.hpp"
#include "tests/support/records.hpp"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

namespace hmacsweep::tests {
namespace {

constexpr std::size_t few_bytes = std::size_t{512} * 1024;
constexpr bench::Effort little{3, 0.001};

struct Made {
    keys::KeyStore store = bench::make_bench_key();
    keys::KeyTable keys{store};

    [[nodiscard]] bench::Records records(Algorithm algorithm, std::size_t message_bytes) const {
        return bench::make_records(keys, algorithm, message_bytes, few_bytes, 7);
    }
    [[nodiscard]] bench::Workload workload(Algorithm algorithm) const {
        return bench::make_workload(keys, records(algorithm, 100));
    }
};

}    // namespace

TEST_CASE("the MACs of records made to measure with are OpenSSL's, but for those that are counted as wrong") {
    const Made made;
    for (const Algorithm algorithm : all_algorithms) {
        const bench::Records records = made.records(algorithm, bench::mixed_lengths);
        std::uint64_t num_wrong = 0;
        for (std::size_t i = 0; i < records.messages.size(); ++i) {
            const ByteVector mac = reference_hmac(algorithm, made.keys.material(0), records.messages[i]);
            num_wrong += std::ranges::equal(mac, records.mac(i)) ? 0 : 1;
        }
        CHECK(num_wrong == records.num_wrong);
    }
}

TEST_CASE("mixed lengths reach from 1 to 4,096 bytes, as many records in each doubling") {
    const bench::Records records = Made().records(Algorithm::HmacSha256, bench::mixed_lengths);
    std::vector<double> logs;
    for (const auto& message : records.messages) {
        logs.push_back(std::log2(static_cast<double>(message.size())));
    }
    const auto [least, most] = std::ranges::minmax(logs);
    CHECK(least == 0);
    CHECK(most < 12);
    CHECK(most > 11);
    const auto below = std::ranges::count_if(logs, [](double log) { return log < 6; });
    CHECK(std::abs((static_cast<double>(below) / static_cast<double>(logs.size())) - 0.5) < 0.1);
}

TEST_CASE("a line of the text to measure with has a record's message, MAC and key") {
    const Made made;
    const bench::Records records = made.records(Algorithm::HmacSha384, 5);
    const std::string text = bench::json_lines(records);
    CHECK(static_cast<std::size_t>(std::ranges::count(text, '\n')) == records.messages.size());
    const nlohmann::json line = nlohmann::json::parse(text.substr(0, text.find('\n')));
    CHECK(line.at("Id") == "row-1");
    CHECK(line.at("KeyId") == made.store.keys()[0].key_id);
    CHECK(line.at("MacAlgorithm") == "HMAC_SHA_384");
    CHECK(line.at("Message").get<std::string>().size() == 8);
    CHECK(line.at("Mac").get<std::string>().size() == 64);
}

TEST_CASE("a backend whose verdicts are wrong is not measured") {
    const Made made;
    std::vector<bench::Workload> workloads;
    workloads.push_back(made.workload(Algorithm::HmacSha256));
    workloads.push_back(made.workload(Algorithm::HmacSha256));
    for (const std::string_view name : {"always valid", "always invalid", "silent", "all ones", "flips one in 97"}) {
        INFO(name);
        const std::unique_ptr<backend::Backend> liar = lying_backend(name).open(made.keys, {});
        CHECK_THROWS_AS(bench::backend_rate(*liar, workloads, little), bench::WrongVerdicts);
    }
    const std::unique_ptr<backend::Backend> thrower = lying_backend("throws").open(made.keys, {});
    CHECK_THROWS_WITH(bench::backend_rate(*thrower, workloads, little), "the device is lost");
}

TEST_CASE("a backend's rate counts the records of all threads") {
    const Made made;
    const Result<backend::ChosenBackend> chosen = backend::choose_backend({.name = "scalar"});
    REQUIRE(chosen);
    const std::unique_ptr<backend::Backend> backend = backend::open_backend(*chosen, made.keys);
    std::vector<bench::Workload> workloads;
    workloads.push_back(made.workload(Algorithm::HmacSha512));
    workloads.push_back(made.workload(Algorithm::HmacSha512));
    const bench::Rate rate = bench::backend_rate(*backend, workloads, little);
    CHECK(rate.seconds.size() == 3);
    const auto size = static_cast<double>(workloads[0].batch.size());
    CHECK(rate.records >= 2 * size);
    CHECK(std::fmod(rate.records, 2 * size) == 0);
    CHECK(rate.bytes == rate.records * 100);
    CHECK(rate.blocks == rate.records * 2);
}

TEST_CASE("a whole run that calls wrong MACs valid is not measured, nor one that calls right ones invalid") {
    const Made made;
    const bench::Text text(made.records(Algorithm::HmacSha256, 16));
    REQUIRE(text.num_wrong() != 0);
    for (const std::string_view name : {"always valid", "always invalid", "silent"}) {
        INFO(name);
        backend::ChosenBackend chosen;
        chosen.info = &lying_backend(name);
        const std::unique_ptr<backend::Backend> liar = chosen.info->open(made.keys, {});
        CHECK_THROWS_AS(bench::whole_run_rate(chosen, *liar, made.keys, text, 2, little), std::runtime_error);
    }
    const Result<backend::ChosenBackend> honest = backend::choose_backend({.name = "simd"});
    REQUIRE(honest);
    const std::unique_ptr<backend::Backend> backend = backend::open_backend(*honest, made.keys);
    const bench::Rate rate = bench::whole_run_rate(*honest, *backend, made.keys, text, 2, little);
    CHECK(rate.seconds.size() == 3);
    CHECK(rate.records == static_cast<double>(text.num_records()));
    CHECK(rate.bytes == static_cast<double>(text.bytes()));
}

TEST_CASE("a kernel is measured on device memory that is given back, and not when it does not judge") {
    const Made made;
    for (const Algorithm algorithm : {Algorithm::HmacSha256, Algorithm::HmacSha384}) {
        EmulatedGpu gpu({});
        gpu.use_device(0);
        const bench::Rate rate = bench::kernel_rate(gpu, made.workload(algorithm), made.keys, little);
        CHECK(rate.seconds.size() == 3);
        CHECK(gpu.num_calls(GpuCall::Judge) == 4);
        CHECK(gpu.num_owned() == 0);
        EmulatedGpu lazy({.damage = GpuDamage::SkipsJudging});
        lazy.use_device(0);
        CHECK_THROWS_AS(bench::kernel_rate(lazy, made.workload(algorithm), made.keys, little), bench::WrongVerdicts);
    }
}

}    // namespace hmacsweep::tests
