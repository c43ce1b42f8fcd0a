#include "bench/gpu/goals.hpp"

#include "bench/gpu/cuda_check.hpp"
#include "bench/gpu/kernel_variants.hpp"
#include "bench/gpu/limits.hpp"
#include "bench/gpu/slot_rates.hpp"
#include "host/backend/cpu_backends.hpp"
#include "host/base/algorithm_names.hpp"
#include "host/bench/whole_run.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::bench {
namespace {

/// Operations on the ALU pipe for a block, which tests/code counts in the machine code.
constexpr double narrow_operations = 1283;
constexpr double wide_operations = 3418;
double operations_of(Algorithm algorithm) {
    return core::is_wide(algorithm) ? wide_operations : narrow_operations;
}

/// Nothing where the limit could not be measured.
double ratio_to(double limit, double rate) {
    return limit > 0 ? rate / limit : 0;
}

/// Keys that are no secrets and allow one algorithm each, so that each has one schedule.
keys::KeyStore make_keys(std::size_t count, Algorithm algorithm) {
    keys::KeyStore store;
    for (std::size_t i = 0; i < count; ++i) {
        keys::Key key;
        key.key_id = fmt::format("bench-{}", i);
        key.algorithm = algorithm;
        key.material = SecretBytes(as_bytes(key.key_id));
        static_cast<void>(store.add(std::move(key)));    // their names are all different
    }
    return store;
}

/// Records each under all keys of the store: an item for every pair, of which one in `keys` is right.
Workload make_pairs(const keys::KeyTable& keys, const Records& records) {
    Workload workload;
    workload.algorithm = records.algorithm;
    const auto num_keys = static_cast<std::uint32_t>(keys.store().size());
    for (std::size_t i = 0; i < records.messages.size(); ++i) {
        const backend::PackedMessage message = workload.batch.pack(records.algorithm, records.messages[i]);
        for (std::uint32_t key = 0; key < num_keys; ++key) {
            workload.batch.add(message, keys.schedule(key, records.algorithm), records.mac(i), 0);
        }
        workload.total_bytes += std::uint64_t{num_keys} * records.messages[i].size();
        workload.total_blocks += std::uint64_t{num_keys} * (message.num_blocks + 1);
    }
    workload.num_wrong = (records.messages.size() * (num_keys - 1)) + records.num_wrong;
    workload.batch.schedule();
    return workload;
}

class Measurement {
public:
    Measurement(const GoalsOptions& options, const Say& say, const KeepGoals& keep)
        : options_(options), say_(say), keep_(keep), sizes_(options.shrink) {}

    /// The most telling first: the time for all may run out.
    GoalsReport run() {
        part({"A", "H", "D"}, true, [&] { say_(measure_chip(sizes_, report_.limits)); });
        part({"R", "E1", "C1"}, false, [&] { say_(measure_files(sizes_, options_.folder, report_.limits)); });
        part({"K1"}, false, [&] {
            kernel_goal({"K1", "SHA-224/256 kernel, equal lengths, in device memory", "A", 0.85, 0.93, 1.05},
                        {Algorithm::HmacSha256, Algorithm::HmacSha224}, {256, 1024, 4096}, false);
        });
        part({"K2"}, false, [&] {
            kernel_goal({"K2", "SHA-384/512 kernel, the same", "A", 0.80, 0.90, 1.05},
                        {Algorithm::HmacSha512, Algorithm::HmacSha384}, {256, 1024, 4096}, false);
        });
        part({"T2"}, false, [&] { measure_texts(); });
        part({"E1", "C1"}, false, [&] { measure_whole_runs(); });
        part({"T1"}, false, [&] { measure_packed(); });
        part({"K3"}, false, [&] {
            kernel_goal({"K3", "lengths of 1..4096, uniform and log-uniform, sorting included", "A", 0.80, 0.90, 0.95},
                        {Algorithm::HmacSha256, Algorithm::HmacSha512}, {uniform_lengths, mixed_lengths}, true);
        });
        part({"I1"}, false, [&] { measure_candidates(); });
        part({"K4"}, false, [&] { measure_many_keys(); });
        part({"variants"}, false, [&] { measure_variants(); });
        return std::move(report_);
    }

private:
    /// Measures what some of these are asked for; one that fails is told, and the others go on.
    void part(const std::vector<std::string_view>& ids, bool is_always, const std::function<void()>& measure) {
        const bool is_wanted = is_always || options_.only.empty() || std::ranges::any_of(ids, [&](std::string_view id) {
                                   return std::ranges::find(options_.only, id) != options_.only.end();
                               });
        if (!is_wanted) {
            return;
        }
        try {
            measure();
        } catch (const std::exception& error) {
            report_.failures.push_back(fmt::format("{}: {}", fmt::join(ids, ", "), error.what()));
            say_("FAILED " + report_.failures.back() + "\n");
        }
        keep_(report_);
    }

    [[nodiscard]] KernelEffort effort() const { return {10, options_.seconds}; }

    void add_kernel_row(Goal& goal, std::string what, Algorithm algorithm, KernelRate kernel) {
        const double blocks = kernel.rate.per_second(kernel.rate.blocks);
        add_row(goal, {std::move(what), ratio_to(report_.limits.alu(), blocks * operations_of(algorithm)),
                       std::move(kernel.rate), kernel.num_dropped});
    }

    void add_row(Goal& goal, GoalRow row) {
        say_(fmt::format("{:<3} {:<44} {:>6.3f}  {:>9.3f} M records/s {:>8.2f} GB/s, spread {:.1f} %\n", goal.id,
                         row.what, row.ratio, row.rate.per_second(row.rate.records) / 1e6,
                         row.rate.per_second(row.rate.bytes) / 1e9, row.rate.spread() * 100));
        goal.rows.push_back(std::move(row));
    }

    static std::string row_name(Algorithm algorithm, std::size_t length) {
        const std::string bytes = length == uniform_lengths ? "1..4096 uniform"
                                  : length == mixed_lengths ? "1..4096 log-uniform"
                                                            : fmt::format("{} bytes", length);
        return fmt::format("{}, {}", name_of(algorithm), bytes);
    }

    void kernel_goal(Goal goal, const std::vector<Algorithm>& algorithms, const std::vector<std::size_t>& lengths,
                     bool is_ordered_there) {
        for (const Algorithm algorithm : algorithms) {
            for (const std::size_t length : lengths) {
                const Workload workload =
                    make_workload(keys_, make_records(keys_, algorithm, length, sizes_.workload_bytes, 1));
                DeviceWorkload device(workload, keys_);
                add_kernel_row(goal, row_name(algorithm, length), algorithm,
                               is_ordered_there ? device.order_and_judge(effort()) : device.judge(effort()));
            }
        }
        report_.goals.push_back(std::move(goal));
    }

    void measure_many_keys() {
        Goal goal{"K4", "16-byte messages under a million keys", "A", 0.60, 0.75, 0.85};
        for (const Algorithm algorithm : {Algorithm::HmacSha256, Algorithm::HmacSha512}) {
            const keys::KeyStore store = make_keys(sizes_.many_keys, algorithm);
            const keys::KeyTable keys(store);
            const Workload workload = make_workload(keys, make_records(keys, algorithm, 16, sizes_.workload_bytes, 1));
            DeviceWorkload device(workload, keys);
            add_kernel_row(goal, row_name(algorithm, 16), algorithm, device.judge(effort()));
        }
        report_.goals.push_back(std::move(goal));
    }

    void measure_candidates() {
        Goal goal{"I1", "1,024 candidate keys over one set of records", "A", 0.75, 0.85, 0.92};
        for (const Algorithm algorithm : {Algorithm::HmacSha256, Algorithm::HmacSha512}) {
            const keys::KeyStore store = make_keys(sizes_.num_candidates, algorithm);
            const keys::KeyTable keys(store);
            std::vector<std::uint32_t> schedules;
            for (std::uint32_t key = 0; key < sizes_.num_candidates; ++key) {
                schedules.push_back(keys.schedule(key, algorithm));
            }
            // As records of text are tried, and as those are that the host has packed, pair by pair.
            const Workload once =
                make_workload(keys, make_records(keys, algorithm, 256, (std::size_t{4} << 20) / options_.shrink, 1));
            add_kernel_row(goal, row_name(algorithm, 256), algorithm,
                           DeviceWorkload(once, keys).judge_under(schedules, effort()));
            const Workload pairs =
                make_pairs(keys, make_records(keys, algorithm, 256, (std::size_t{256} << 10) / options_.shrink, 1));
            add_kernel_row(goal, row_name(algorithm, 256) + ", packed pairs", algorithm,
                           DeviceWorkload(pairs, keys).judge(effort()));
        }
        report_.goals.push_back(std::move(goal));
    }

    /// Calls `rate(runtime, options, length)` for each length, and makes a goal of the rows.
    template <class RateOf>
    void bus_goal(Goal goal, RateOf&& rate) {
        const std::shared_ptr<gpu::Runtime> runtime = gpu::open_runtime().runtime;
        if (runtime == nullptr) {
            throw std::runtime_error("CUDA cannot be opened");
        }
        runtime->use_device(0);
        const SlotOptions slots{sizes_.slot_bytes, 3, options_.seconds};
        for (const std::size_t length : {std::size_t{256}, std::size_t{4096}}) {
            add_bus_row(goal, row_name(Algorithm::HmacSha256, length), rate(*runtime, slots, length));
        }
        report_.goals.push_back(std::move(goal));
    }

    void measure_packed() {
        bus_goal({"T1", "packed records in pinned memory to verdicts on the host", "H", 0.88, 0.94, 0.97},
                 [&](gpu::Runtime& runtime, const SlotOptions& slots, std::size_t length) {
                     const Records full =
                         make_records(keys_, Algorithm::HmacSha256, length, sizes_.slot_bytes / 16 * 15, 1);
                     return packed_slot_rate(runtime, full, keys_, slots);
                 });
    }

    void measure_texts() {
        bus_goal({"T2", "JSON Lines in pinned memory to frames and verdicts", "H", 0.85, 0.92, 0.96},
                 [&](gpu::Runtime& runtime, const SlotOptions& slots, std::size_t length) {
                     const Records half = make_records(keys_, Algorithm::HmacSha256, length, sizes_.slot_bytes / 2, 1);
                     return text_slot_rate(runtime, half, keys_, slots);
                 });
    }

    void add_bus_row(Goal& goal, std::string what, Rate rate) {
        const double ratio = ratio_to(report_.limits.host_to_device, rate.per_second(rate.bytes));
        add_row(goal, {std::move(what), ratio, std::move(rate)});
    }

    void measure_whole_runs() {
        const Algorithm algorithm = Algorithm::HmacSha256;
        const Text text(make_records(keys_, algorithm, 256, sizes_.text_bytes / 2, 1));
        const double bound = std::min(report_.limits.host_to_device, report_.limits.read_warm);
        const Rate cpu = run_text("simd", text, all_cores(), rules::ResultsFilter::Failures);
        report_.limits.cpu_text = cpu.per_second(cpu.bytes);
        Goal whole{"E1", "JSON Lines file in the page cache to a results file", "min(H, R)", 0.75, 0.85, 0.92};
        Goal all{"E1a", "the same with every result written", "min(H, R)"};
        Goal against{"C1", "E1 against the best CPU backend on all cores", "C"};
        const std::uint32_t threads = gpu_threads();
        Rate failures = run_text("cuda", text, threads, rules::ResultsFilter::Failures);
        Rate every = run_text("cuda", text, threads, rules::ResultsFilter::All);
        const double rate = failures.per_second(failures.bytes);
        add_row(against, {row_name(algorithm, 256), ratio_to(report_.limits.cpu_text, rate), failures});
        add_row(whole, {row_name(algorithm, 256), ratio_to(bound, rate), std::move(failures)});
        add_row(all, {row_name(algorithm, 256), ratio_to(bound, every.per_second(every.bytes)), every});
        report_.goals.push_back(std::move(whole));
        report_.goals.push_back(std::move(all));
        report_.goals.push_back(std::move(against));
    }

    Rate run_text(std::string_view name, const Text& text, std::uint32_t threads, rules::ResultsFilter results) {
        const Result<backend::ChosenBackend> chosen = backend::choose_backend({.name = name});
        if (!chosen) {
            throw std::runtime_error(chosen.error().message);
        }
        const std::unique_ptr<backend::Backend> backend = backend::open_backend(*chosen, keys_);
        return whole_run_rate(*chosen, *backend, keys_, text, threads, {10, 2 * options_.seconds}, results);
    }

    void measure_variants() {
        check(prepare_kernel_variants(), "cudaMemcpyToSymbol");
        for (const Algorithm algorithm : {Algorithm::HmacSha256, Algorithm::HmacSha512}) {
            const Workload workload =
                make_workload(keys_, make_records(keys_, algorithm, 1024, sizes_.workload_bytes, 1));
            DeviceWorkload device(workload, keys_);
            const Rate own = device.judge(effort()).rate;
            for (const KernelVariant& variant : kernel_variants()) {
                std::optional<KernelRate> kernel = device.judge_by(
                    [&](const auto& step, std::size_t count) { return variant.launch_narrow(step, count, nullptr); },
                    [&](const auto& step, std::size_t count) { return variant.launch_wide(step, count, nullptr); },
                    effort());
                if (kernel) {
                    add_variant({std::string(variant.name), algorithm, own.median() / kernel->rate.median(),
                                 std::move(*kernel)});
                }
            }
        }
    }

    void add_variant(VariantRow row) {
        say_(fmt::format("    {:<12} {:<40} {:>6.3f} of the program's kernel\n", name_of(row.algorithm), row.name,
                         row.ratio));
        report_.variants.push_back(std::move(row));
    }

    const GoalsOptions& options_;
    const Say& say_;
    const KeepGoals& keep_;
    Sizes sizes_;
    const keys::KeyStore store_ = make_bench_key();
    const keys::KeyTable keys_{store_};
    GoalsReport report_;
};

}    // namespace

double Goal::ratio() const {
    const auto worst = std::ranges::min_element(rows, {}, &GoalRow::ratio);
    return worst == rows.end() ? 0 : worst->ratio;
}

std::string_view Goal::reached() const {
    if (accept == 0) {
        return "shown";
    }
    const double found = ratio();
    if (found >= stretch) {
        return "stretch";
    }
    return found >= good ? "good" : found >= accept ? "accept" : "missed";
}

std::optional<GoalsReport> measure_goals(const GoalsOptions& options, const Say& say, const KeepGoals& keep) {
    return Measurement(options, say, keep).run();
}

}    // namespace hmacsweep::bench
