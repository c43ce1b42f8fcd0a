#include "bench/rates.hpp"

#include <algorithm>
#include <atomic>
#include <barrier>
#include <chrono>
#include <stdexcept>
#include <thread>

namespace hmacsweep::bench {
namespace {

using Clock = std::chrono::steady_clock;

double quantile(std::vector<double> values, double q) {
    std::ranges::sort(values);
    return values.at(static_cast<std::size_t>(q * static_cast<double>(values.size() - 1)));
}

/// One call with poisoned verdicts; whether they came out as they must.
bool judge_once(Backend& backend, const Workload& workload, std::vector<Verdict>& verdicts) {
    verdicts.assign(workload.batch.size(), Verdict::NotJudged);
    backend.verify(workload.batch.view(), verdicts);
    const auto count = [&](Verdict verdict) {
        return static_cast<std::uint64_t>(std::ranges::count(verdicts, verdict));
    };
    return count(Verdict::Invalid) == workload.num_wrong &&
           count(Verdict::Valid) == workload.batch.size() - workload.num_wrong;
}

/// Seconds for all threads to judge their workload `repeats` times.
double time_all(Backend& backend, std::span<const Workload> workloads, std::size_t repeats) {
    std::atomic<bool> is_right{true};
    Clock::time_point begun;
    std::barrier start(static_cast<std::ptrdiff_t>(workloads.size()), [&]() noexcept { begun = Clock::now(); });
    std::vector<std::thread> threads;
    threads.reserve(workloads.size());
    for (const Workload& workload : workloads) {
        threads.emplace_back([&] {
            std::vector<Verdict> verdicts(workload.batch.size());
            start.arrive_and_wait();
            for (std::size_t i = 0; i < repeats; ++i) {
                if (!judge_once(backend, workload, verdicts)) {
                    is_right = false;
                }
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - begun).count();
    if (!is_right) {
        throw std::runtime_error("a timed run gave wrong verdicts");
    }
    return seconds;
}

}    // namespace

double Rate::median() const {
    return quantile(seconds, 0.5);
}

double Rate::spread() const {
    return (quantile(seconds, 0.75) - quantile(seconds, 0.25)) / median();
}

Rate backend_rate(Backend& backend, std::span<const Workload> workloads, const Effort& effort) {
    // The first call warms up and says how many calls make a sample long enough to time.
    const double once = time_all(backend, workloads, 1);
    const auto repeats = static_cast<std::size_t>(std::clamp(0.05 / once, 1.0, 1000.0));
    Rate rate;
    for (const Workload& workload : workloads) {
        rate.records += static_cast<double>(repeats * workload.batch.size());
        rate.bytes += static_cast<double>(repeats * workload.total_bytes);
        rate.blocks += static_cast<double>(repeats * workload.total_blocks);
    }
    const Clock::time_point begun = Clock::now();
    const auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - begun).count(); };
    while (rate.seconds.size() < effort.min_samples && (rate.seconds.size() < 3 || elapsed() < effort.seconds)) {
        rate.seconds.push_back(time_all(backend, workloads, repeats));
    }
    return rate;
}

}    // namespace hmacsweep::bench
