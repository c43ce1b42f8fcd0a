// The stages of verify on one core, each alone, over the same records: read, frame, the plain step, schedule, hash,
// format, write; and what a record costs that is not plain: parse, base64, pack. Prints nanoseconds a record. What a
// stage works on has been touched just before, as in a run.
#include "host/backend/registry.hpp"
#include "host/base/encoding.hpp"
#include "host/base/output_file.hpp"
#include "host/bench/workload.hpp"
#include "host/input/slab_reader.hpp"
#include "host/judge/framing.hpp"
#include "host/judge/plain_step.hpp"
#include "host/judge/slab_judge.hpp"
#include "host/reader/reader.hpp"
#include "host/report/result_lines.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>

#include <unistd.h>

#include <benchmark/benchmark.h>

namespace hmacsweep::bench {
namespace {

/// Enough text for the caches to be of no help to what reads or writes all of it.
constexpr std::size_t file_bytes = std::size_t{32} << 20;

std::string temporary_path(const char* name) {
    const char* const folder = std::getenv("TMPDIR");    // NOLINT(concurrency-mt-unsafe): there is one thread
    return std::string(folder == nullptr ? "/tmp" : folder) + "/hmacsweep-stages-" + std::to_string(::getpid()) + name;
}

template <class T>
T value_of(Result<T> result) {
    if (!result) {
        throw std::runtime_error(result.error().message);
    }
    return std::move(*result);
}

/// Everything that the stages work on, for messages of one length: a file, its first slab, and what came of that.
class Scene {
public:
    explicit Scene(std::size_t message_bytes)
        : table_(store_),
          backend_(backend::open_backend(value_of(backend::choose_backend({.name = "simd"})), table_)),
          records_(make_records(table_, Algorithm::HmacSha256, message_bytes, file_bytes * 3 / 4, 1)),
          path_(temporary_path("-in")) {
        std::ofstream(path_) << json_lines(records_);
        read([this](const input::Slab& slab) {
            if (slab_.size == 0) {
                slab_ = slab;
            }
        });
        const judge::RunContext context{options_, table_, *backend_};
        judge::SlabJudge judge(context);
        judge.judge(slab_, result_, [](std::uint32_t, std::uint32_t) { return std::uint64_t{0}; });
    }
    ~Scene() { static_cast<void>(std::remove(path_.c_str())); }
    Scene(const Scene&) = delete;
    Scene& operator=(const Scene&) = delete;
    Scene(Scene&&) = delete;
    Scene& operator=(Scene&&) = delete;

    /// Reads the whole file, slab by slab.
    template <class OnSlab>
    void read(OnSlab&& on_slab) {
        const std::vector<std::string> names{path_};
        std::vector<input::Source> sources = input::open_sources(names, options_.shape.format);
        const StopFlag stop;
        input::SlabReader reader(sources, {.shape = options_.shape}, stop);
        while (reader.next(read_slab_)) {
            on_slab(read_slab_);
        }
    }

    [[nodiscard]] const rules::RunOptions& options() const { return options_; }
    [[nodiscard]] const keys::KeyStore& store() const { return store_; }
    [[nodiscard]] const keys::KeyTable& table() const { return table_; }
    [[nodiscard]] backend::Backend& backend() { return *backend_; }
    [[nodiscard]] const Records& records() const { return records_; }
    [[nodiscard]] const input::Slab& slab() const { return slab_; }
    [[nodiscard]] const judge::SlabResult& result() const { return result_; }
    /// How many records the slab has; they are the first of records().
    [[nodiscard]] std::size_t num_in_slab() const { return result_.outcomes.size(); }

private:
    rules::RunOptions options_;
    keys::KeyStore store_ = make_bench_key();
    keys::KeyTable table_;
    std::unique_ptr<backend::Backend> backend_;
    Records records_;
    std::string path_;
    input::Slab read_slab_;
    input::Slab slab_;
    judge::SlabResult result_;
};

Scene& scene_of(const benchmark::State& state) {
    static std::map<std::int64_t, std::unique_ptr<Scene>> scenes;
    std::unique_ptr<Scene>& scene = scenes[state.range(0)];
    if (!scene) {
        scene = std::make_unique<Scene>(static_cast<std::size_t>(state.range(0)));
    }
    return *scene;
}

/// Time for one record, where each iteration did so many.
void count(benchmark::State& state, std::size_t records) {
    state.counters["per_record"] = benchmark::Counter(
        static_cast<double>(records), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void read(benchmark::State& state) {
    Scene& scene = scene_of(state);
    for (auto _ : state) {
        scene.read([](const input::Slab& slab) { benchmark::DoNotOptimize(slab.data()); });
    }
    count(state, scene.records().messages.size());
}

void frame(benchmark::State& state) {
    Scene& scene = scene_of(state);
    judge::Framing framing;
    for (auto _ : state) {
        judge::frame_slab(scene.slab(), framing);
        benchmark::ClobberMemory();
    }
    count(state, framing.frames.size());
}

/// Locate, resolve, decode and pack, by the steps of the core: what most records go through.
void plain(benchmark::State& state) {
    Scene& scene = scene_of(state);
    const rules::Rules rules(scene.options(), scene.store());
    judge::PlainStep step(scene.options(), scene.table(), rules);
    std::vector<std::uint32_t> open;
    for (auto _ : state) {
        step.pack(scene.slab(), scene.backend().text(), scene.result().framing.frames, open);
        benchmark::ClobberMemory();
    }
    count(state, scene.num_in_slab());
}

void parse(benchmark::State& state, reader::PlainLines plain_lines) {
    Scene& scene = scene_of(state);
    const input::Slab& slab = scene.slab();
    reader::Reader reader(plain_lines);
    for (auto _ : state) {
        for (const core::Frame& frame : scene.result().framing.frames) {
            benchmark::DoNotOptimize(reader.read(*slab.shape, slab.data() + frame.offset, frame.size).message.data());
        }
    }
    count(state, scene.num_in_slab());
}

void base64(benchmark::State& state) {
    Scene& scene = scene_of(state);
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < scene.num_in_slab(); ++i) {
        append_base64(texts.emplace_back(), scene.records().messages[i]);
        append_base64(texts.emplace_back(), scene.records().mac(i));
    }
    std::vector<std::uint8_t> out(decoded_room(8192));
    for (auto _ : state) {
        for (const std::string& text : texts) {
            benchmark::DoNotOptimize(decode(Encoding::Base64, text, out.data()).bytes);
        }
    }
    count(state, scene.num_in_slab());
}

void fill(const Scene& scene, backend::Batch& batch) {
    batch.clear();
    const std::uint32_t schedule = scene.table().schedule(0, Algorithm::HmacSha256);
    for (std::size_t i = 0; i < scene.num_in_slab(); ++i) {
        batch.add(Algorithm::HmacSha256, schedule, scene.records().messages[i], scene.records().mac(i), 0);
    }
}

void pack(benchmark::State& state) {
    const Scene& scene = scene_of(state);
    backend::Batch batch;
    for (auto _ : state) {
        fill(scene, batch);
        benchmark::ClobberMemory();
    }
    count(state, scene.num_in_slab());
}

void schedule(benchmark::State& state) {
    const Scene& scene = scene_of(state);
    backend::Batch batch;
    fill(scene, batch);
    for (auto _ : state) {
        batch.schedule();
        benchmark::ClobberMemory();
    }
    count(state, scene.num_in_slab());
}

void hash(benchmark::State& state) {
    Scene& scene = scene_of(state);
    backend::Batch batch;
    fill(scene, batch);
    batch.schedule();
    std::vector<Verdict> verdicts(batch.size());
    for (auto _ : state) {
        scene.backend().verify(batch.view(), verdicts);
        benchmark::ClobberMemory();
    }
    count(state, scene.num_in_slab());
}

void format(benchmark::State& state) {
    const Scene& scene = scene_of(state);
    const std::vector<std::string> names{"one"};
    const report::ResultLines lines(scene.options(), scene.store(), names);
    std::string out;
    for (auto _ : state) {
        out.clear();
        benchmark::DoNotOptimize(lines.append(scene.slab(), scene.result(), {}, out));
    }
    count(state, scene.num_in_slab());
}

/// Of a slab's lines at a time, to a new file, which is dropped without being synced.
void write(benchmark::State& state) {
    const Scene& scene = scene_of(state);
    const std::vector<std::string> names{"one"};
    std::string text;
    report::ResultLines(scene.options(), scene.store(), names).append(scene.slab(), scene.result(), {}, text);
    const std::size_t times = (file_bytes / text.size()) + 1;
    for (auto _ : state) {
        OutputFile file = value_of(OutputFile::open(temporary_path("-out"), {}));
        for (std::size_t i = 0; i < times; ++i) {
            if (file.write(text) != WriteOutcome::Ok) {
                state.SkipWithError("cannot write");
            }
        }
    }
    count(state, times * scene.num_in_slab());
}

/// 0: log-uniform over 1..4096.
void lengths(benchmark::internal::Benchmark* stage) {
    for (const std::int64_t length : {16, 64, 256, 1024, 4096, 0}) {
        stage->Arg(length);
    }
    stage->ArgName("bytes");
}

BENCHMARK(read)->Apply(lengths);
BENCHMARK(frame)->Apply(lengths);
BENCHMARK(plain)->Apply(lengths);
BENCHMARK_CAPTURE(parse, scanned, reader::PlainLines::Scanned)->Apply(lengths);
BENCHMARK_CAPTURE(parse, in_full, reader::PlainLines::Parsed)->Apply(lengths);
BENCHMARK(base64)->Apply(lengths);
BENCHMARK(pack)->Apply(lengths);
BENCHMARK(schedule)->Apply(lengths);
BENCHMARK(hash)->Apply(lengths);
BENCHMARK(format)->Apply(lengths);
BENCHMARK(write)->Apply(lengths);

}    // namespace
}    // namespace hmacsweep::bench

BENCHMARK_MAIN();
