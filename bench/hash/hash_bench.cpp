// The hash stage alone, on one core: every CPU backend, the order of its batch included, and its peers, over batches as
// the pipeline makes them. The verdicts of every run are counted. A row is hash/ALGORITHM/LENGTH/KEYS/PEER; ratios.py
// makes a table of the JSON.
#include "bench/hash/peers.hpp"
#include "host/backend/registry.hpp"
#include "host/base/algorithm_names.hpp"
#include "host/bench/workload.hpp"

#include <algorithm>
#include <deque>
#include <random>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

namespace hmacsweep::bench {
namespace {

/// What a slab in a core's cache packs into, about.
constexpr std::size_t batch_bytes = std::size_t{1} << 20;
constexpr std::size_t lengths[] = {16, 64, 256, 1024, 4096, mixed_lengths};
constexpr std::size_t many_keys = std::size_t{1} << 20;
/// With many keys: batches one after the other, so that states come from memory as they do where most keys are used
/// once.
constexpr std::size_t many_keys_batches = 64;

class BackendPeer : public Peer {
public:
    BackendPeer(const backend::BackendInfo& info, const keys::KeyTable& keys) : backend_(info.open(keys, {})) {}
    void judge(backend::Batch& batch, std::span<Verdict> verdicts) override {
        batch.schedule();
        backend_->verify(batch.view(), verdicts);
    }

private:
    std::unique_ptr<backend::Backend> backend_;
};

/// The rows of the registry whose hash stage is this program's own, for one instruction set each.
std::vector<PeerInfo> backend_peers() {
    std::vector<PeerInfo> peers;
    for (const backend::BackendInfo& info : backend::backends()) {
        const bool is_lanes = info.name == "scalar" || info.name.starts_with("simd:");
        if (is_lanes && info.probe({}).is_available) {
            peers.push_back({std::string(info.name), [&info](const keys::KeyTable& keys, Algorithm /*algorithm*/) {
                                 return std::make_unique<BackendPeer>(info, keys);
                             }});
        }
    }
    return peers;
}

keys::KeyStore make_many_keys(std::size_t count) {
    std::mt19937_64 engine(count);
    keys::KeyStore store;
    for (std::size_t i = 0; i < count; ++i) {
        keys::Key key;
        key.key_id = std::to_string(i);
        key.algorithm = Algorithm::HmacSha256;
        std::vector<std::uint8_t> material(32);
        std::ranges::generate(material, [&] { return static_cast<std::uint8_t>(engine()); });
        key.material = SecretBytes(std::move(material));
        static_cast<void>(store.add(std::move(key)));    // no two names are equal
    }
    return store;
}

/// Keys, and batches of one algorithm under them that are judged in turn; made when first wanted.
class Case {
public:
    Case(Algorithm algorithm, std::size_t message_bytes, std::size_t num_keys)
        : algorithm_(algorithm), message_bytes_(message_bytes), num_keys_(num_keys) {}

    [[nodiscard]] std::string name() const {
        return fmt::format("{}/{}/{}", name_of(algorithm_),
                           message_bytes_ == mixed_lengths ? "1..4096" : std::to_string(message_bytes_), num_keys_);
    }

    void run(benchmark::State& state, const PeerInfo& info) {
        prepare();
        const std::unique_ptr<Peer> peer = info.open(*keys_, algorithm_);
        std::int64_t items = 0;
        std::int64_t bytes = 0;
        for (auto _ : state) {
            Workload& workload = workloads_[next_++ % workloads_.size()];
            verdicts_.assign(workload.batch.size(), Verdict::NotJudged);
            peer->judge(workload.batch, verdicts_);
            if (!is_right(workload)) {
                state.SkipWithError("wrong verdicts");
                break;
            }
            items += static_cast<std::int64_t>(workload.batch.size());
            bytes += static_cast<std::int64_t>(workload.total_bytes);
        }
        state.SetItemsProcessed(items);
        state.SetBytesProcessed(bytes);
    }

private:
    void prepare() {
        if (keys_) {
            return;
        }
        const bool is_one = num_keys_ == 1;
        store_ = is_one ? make_bench_key() : make_many_keys(num_keys_);
        keys_ = std::make_unique<keys::KeyTable>(store_);
        for (std::size_t i = 0; i < (is_one ? 1 : many_keys_batches); ++i) {
            workloads_.push_back(
                make_workload(*keys_, make_records(*keys_, algorithm_, message_bytes_, batch_bytes, i + 1)));
        }
    }

    [[nodiscard]] bool is_right(const Workload& workload) const {
        const auto valid = static_cast<std::uint64_t>(std::ranges::count(verdicts_, Verdict::Valid));
        const auto invalid = static_cast<std::uint64_t>(std::ranges::count(verdicts_, Verdict::Invalid));
        return invalid == workload.num_wrong && valid + invalid == workload.batch.size();
    }

    Algorithm algorithm_;
    std::size_t message_bytes_;
    std::size_t num_keys_;
    keys::KeyStore store_;
    std::unique_ptr<keys::KeyTable> keys_;
    std::vector<Workload> workloads_;
    std::vector<Verdict> verdicts_;
    std::size_t next_ = 0;
};

void add_rows(Case& batches, const std::vector<PeerInfo>& peers) {
    for (const PeerInfo& info : peers) {
        benchmark::RegisterBenchmark(fmt::format("hash/{}/{}", batches.name(), info.name).c_str(),
                                     [&batches, info](benchmark::State& state) { batches.run(state, info); });
    }
}

int run(int argc, char** argv) {
    // Peers take turns in random order; what the command line says comes later and wins.
    std::vector<std::string> arguments{argv[0], "--benchmark_enable_random_interleaving=true",
                                       "--benchmark_repetitions=25", "--benchmark_min_time=0.01",
                                       "--benchmark_display_aggregates_only=true"};
    arguments.insert(arguments.end(), argv + 1, argv + argc);
    std::vector<char*> pointers;
    std::ranges::transform(arguments, std::back_inserter(pointers), [](std::string& text) { return text.data(); });
    int count = static_cast<int>(pointers.size());
    benchmark::Initialize(&count, pointers.data());
    if (benchmark::ReportUnrecognizedArguments(count, pointers.data())) {
        return 2;
    }

    const std::vector<PeerInfo> own = backend_peers();
    const std::vector<PeerInfo> ipsec_mb = ipsec_mb_peers();
    const std::vector<PeerInfo> openssl = openssl_peers();
    std::deque<Case> cases;
    for (const Algorithm algorithm : all_algorithms) {
        for (const std::size_t length : lengths) {
            for (const auto* peers : {&own, &ipsec_mb, &openssl}) {
                add_rows(peers == &own ? cases.emplace_back(algorithm, length, 1) : cases.back(), *peers);
            }
        }
    }
    Case& keys = cases.emplace_back(Algorithm::HmacSha256, 16, many_keys);
    add_rows(keys, own);
    add_rows(keys, ipsec_mb);
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}

}    // namespace
}    // namespace hmacsweep::bench

int main(int argc, char** argv) {
    return hmacsweep::bench::run(argc, argv);
}
