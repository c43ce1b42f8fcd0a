#include "host/bench/comparison.hpp"

#include "host/backend/cuda_backend.hpp"
#include "host/bench/kernel_rate.hpp"
#include "host/bench/whole_run.hpp"
#include "host/run/slab_sizes.hpp"

#include <algorithm>
#include <chrono>

namespace hmacsweep::bench {
namespace {

constexpr std::string_view gpu_name = "cuda";
/// Threads that keep a GPU's slots full.
constexpr std::uint32_t least_gpu_threads = 6;
/// Many times the L2 cache of any GPU.
constexpr std::size_t kernel_bytes = std::size_t{256} << 20;
constexpr std::size_t text_bytes_per_thread = std::size_t{8} << 20;
constexpr std::size_t max_text_bytes = std::size_t{512} << 20;
constexpr std::size_t max_samples = 30;
constexpr std::size_t smallest_batch = 256;

/// The backends' names in the registry's order, those that force an instruction set left aside.
std::vector<std::string> usual_backends() {
    std::vector<std::string> names;
    for (const backend::BackendInfo& info : backend::backends()) {
        if (info.name.find(':') == std::string_view::npos) {
            names.emplace_back(info.name);
        }
    }
    return names;
}

struct Opened {
    Contestant about;
    backend::ChosenBackend chosen;
    std::unique_ptr<backend::Backend> backend;

    [[nodiscard]] bool is_gpu() const { return about.name == gpu_name; }
};

class Comparison {
public:
    Comparison(const ComparisonOptions& options, const ComparisonEvents& events) : options_(options), events_(events) {}

    Result<ComparisonReport> run() {
        if (std::optional<Error> error = open_all()) {
            return std::move(*error);
        }
        for (const Algorithm algorithm : options_.algorithms) {
            for (const std::size_t length : options_.lengths) {
                measure(algorithm, length);
            }
        }
        return std::move(report_);
    }

private:
    std::optional<Error> open_all() {
        const bool is_asked = !options_.backends.empty();
        for (const std::string& name : is_asked ? options_.backends : usual_backends()) {
            Result<backend::ChosenBackend> chosen = backend::choose_backend({.name = name});
            if (!chosen) {
                if (is_asked || name != gpu_name) {
                    return chosen.error();
                }
                report_.why_no_gpu = backend::probe_cuda({}).detail;
                events_.on_no_gpu(report_.why_no_gpu);
                continue;
            }
            Opened& opened = opened_.emplace_back();
            opened.chosen = std::move(*chosen);
            const auto begun = std::chrono::steady_clock::now();
            opened.backend = backend::open_backend(opened.chosen, keys_);
            opened.about = {name, opened.chosen.detail,
                            std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count()};
            report_.contestants.push_back(opened.about);
            events_.on_contestant(opened.about);
        }
        return std::nullopt;
    }

    [[nodiscard]] std::size_t at_most_asked(std::size_t bytes) const {
        return std::min(bytes, options_.max_input_bytes.value_or(bytes));
    }
    [[nodiscard]] std::uint32_t threads_for(const Opened& opened) const {
        return opened.is_gpu() ? std::max(options_.threads, least_gpu_threads) : options_.threads;
    }
    [[nodiscard]] Effort effort() const { return {max_samples, options_.seconds}; }

    void measure(Algorithm algorithm, std::size_t length) {
        for (const Opened& opened : opened_) {
            if (opened.is_gpu()) {
                add({Stage::Kernel, opened.about.name, algorithm, length, 1, {}},
                    [&] { return time_kernel(algorithm, length); });
            }
        }
        for (Opened& opened : opened_) {
            add({Stage::Hash, opened.about.name, algorithm, length, threads_for(opened), {}},
                [&] { return time_hash(opened, algorithm, length); });
        }
        const std::size_t bytes = std::min(text_bytes_per_thread * options_.threads, max_text_bytes);
        const Text text(make_records(keys_, algorithm, length, at_most_asked(bytes) * 3 / 4, 1));
        for (Opened& opened : opened_) {
            add({Stage::WholeRun, opened.about.name, algorithm, length, threads_for(opened), {}}, [&] {
                return whole_run_rate(opened.chosen, *opened.backend, keys_, text, threads_for(opened), effort());
            });
        }
        find_break_even(algorithm, length);
        if (options_.wants_details) {
            measure_details(algorithm, length, text);
        }
    }

    void measure_details(Algorithm algorithm, std::size_t length, const Text& text) {
        for (Opened& opened : opened_) {
            const std::uint32_t threads = threads_for(opened);
            report_.stages.push_back({opened.about.name, algorithm, length, threads,
                                      static_cast<double>(text.num_records()),
                                      stage_times(opened.chosen, *opened.backend, keys_, text, threads)});
        }
        if (length != curve_length()) {
            return;
        }
        const std::size_t bytes = max_curve_records * (length + (std::size_t{3} * core::max_block_bytes));
        const Records records = make_records(keys_, algorithm, length, at_most_asked(bytes), 1);
        for (Opened& opened : opened_) {
            report_.curves.push_back({opened.about.name, algorithm, length,
                                      batch_points(*opened.backend, keys_, records, options_.seconds / 10)});
        }
    }

    /// The one length that batch sizes are tried with: the middle of those asked for.
    [[nodiscard]] std::size_t curve_length() const {
        std::vector<std::size_t> lengths = options_.lengths;
        std::ranges::sort(lengths);
        return lengths[lengths.size() / 2];
    }

    template <class Measure>
    void add(Row row, Measure&& measure) {
        const bool has_gpu = std::ranges::any_of(opened_, &Opened::is_gpu);
        const std::size_t all =
            options_.algorithms.size() * options_.lengths.size() * ((opened_.size() * 2) + (has_gpu ? 1 : 0));
        events_.on_next(report_.rows.size(), all, row);
        row.rate = measure();
        events_.on_row(report_.rows.emplace_back(std::move(row)));
    }

    Rate time_kernel(Algorithm algorithm, std::size_t length) {
        const std::shared_ptr<gpu::Runtime> runtime = backend::cuda_runtime();
        const Workload workload =
            make_workload(keys_, make_records(keys_, algorithm, length, at_most_asked(kernel_bytes), 1));
        runtime->use_device(gpu_device());
        return kernel_rate(*runtime, workload, keys_, effort());
    }

    [[nodiscard]] int gpu_device() const {
        return std::ranges::find_if(opened_, &Opened::is_gpu)->chosen.setup.devices.at(0);
    }

    Rate time_hash(Opened& opened, Algorithm algorithm, std::size_t length) {
        std::vector<Workload> workloads;
        workloads.reserve(threads_for(opened));
        const std::size_t bytes = at_most_asked(run::slab_bytes_for(*opened.chosen.info, threads_for(opened)));
        for (std::uint32_t thread = 0; thread < threads_for(opened); ++thread) {
            workloads.push_back(make_workload(keys_, make_records(keys_, algorithm, length, bytes, thread + 1)));
        }
        return backend_rate(*opened.backend, workloads, effort());
    }

    /// The best rate of a stage that a CPU backend has reached, or the GPU.
    [[nodiscard]] double best_rate(Stage stage, const BreakEven& about, bool is_gpu, bool in_bytes) const {
        double best = 0;
        for (const Row& row : report_.rows) {
            if (row.stage == stage && row.algorithm == about.algorithm && row.message_bytes == about.message_bytes &&
                (row.backend == gpu_name) == is_gpu) {
                best = std::max(best, row.rate.per_second(in_bytes ? row.rate.bytes : row.rate.records));
            }
        }
        return best;
    }

    void find_break_even(Algorithm algorithm, std::size_t length) {
        BreakEven about{algorithm, length, {}, {}};
        const double cpu_records = best_rate(Stage::Hash, about, false, false);
        for (const Opened& opened : opened_) {
            if (!opened.is_gpu() || cpu_records == 0) {
                continue;
            }
            about.batch_records = paying_batch(*opened.backend, algorithm, length, cpu_records);
            const double cpu = best_rate(Stage::WholeRun, about, false, true);
            const double gpu = best_rate(Stage::WholeRun, about, true, true);
            if (gpu > cpu) {
                about.text_bytes = opened.about.start_seconds / ((1 / cpu) - (1 / gpu));
            }
            events_.on_break_even(report_.break_evens.emplace_back(about));
        }
    }

    /// The least batch, doubled from smallest_batch on, that the GPU verifies faster than so many records a second.
    std::optional<std::uint64_t> paying_batch(backend::Backend& backend, Algorithm algorithm, std::size_t length,
                                              double cpu_records) {
        const Records records = make_records(keys_, algorithm, length, at_most_asked(kernel_bytes / 2), 1);
        const Workload workload = make_workload(keys_, records);
        for (std::size_t size = smallest_batch; size <= records.messages.size(); size *= 2) {
            core::BatchView batch = workload.batch.view();
            batch.num_items = size;
            batch.order = nullptr;    // of all items; a GPU makes its own
            std::vector<Verdict> verdicts(size);
            Rate rate;
            take_samples(rate, {5, options_.seconds / 4}, [&] {
                std::ranges::fill(verdicts, Verdict::NotJudged);
                const auto begun = std::chrono::steady_clock::now();
                backend.verify(batch, verdicts);
                return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
            });
            if (rate.median() < static_cast<double>(size) / cpu_records) {
                return size;
            }
        }
        return std::nullopt;
    }

    const ComparisonOptions& options_;
    const ComparisonEvents& events_;
    const keys::KeyStore store_ = make_bench_key();
    const keys::KeyTable keys_{store_};
    std::vector<Opened> opened_;
    ComparisonReport report_;
};

}    // namespace

Result<ComparisonReport> compare(const ComparisonOptions& options, const ComparisonEvents& events) {
    return Comparison(options, events).run();
}

}    // namespace hmacsweep::bench
