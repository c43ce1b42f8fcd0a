#include "host/bench/rates.hpp"

#include <algorithm>
#include <barrier>
#include <chrono>
#include <exception>
#include <mutex>
#include <thread>

namespace hmacsweep::bench {
namespace {

using Clock = std::chrono::steady_clock;

/// The least that a sample of backend_rate() takes; shorter ones are repeated.
constexpr double min_sample_seconds = 0.02;

double seconds_since(Clock::time_point begun) {
    return std::chrono::duration<double>(Clock::now() - begun).count();
}

double quantile(std::vector<double> values, double q) {
    std::ranges::sort(values);
    return values.at(static_cast<std::size_t>(q * static_cast<double>(values.size() - 1)));
}

/// One call with poisoned verdicts.
void judge_once(backend::Backend& backend, Workload& workload, std::vector<Verdict>& verdicts) {
    verdicts.assign(workload.batch.size(), Verdict::NotJudged);
    if (!backend.makes_order()) {
        workload.batch.schedule();
    }
    backend.verify(workload.batch.view(), verdicts);
    require_verdicts(verdicts, workload.num_wrong);
}

/// The first exception of several threads.
class FirstFailure {
public:
    void keep() {
        const std::lock_guard lock(mutex_);
        if (!failure_) {
            failure_ = std::current_exception();
        }
    }
    void rethrow() const {
        if (failure_) {
            std::rethrow_exception(failure_);
        }
    }

private:
    std::mutex mutex_;
    std::exception_ptr failure_;
};

/// Seconds for all threads to judge their workload `repeats` times.
double time_all(backend::Backend& backend, std::span<Workload> workloads, std::size_t repeats) {
    FirstFailure failure;
    Clock::time_point begun;
    std::barrier start(static_cast<std::ptrdiff_t>(workloads.size()), [&]() noexcept { begun = Clock::now(); });
    std::vector<std::thread> threads;
    threads.reserve(workloads.size());
    for (Workload& workload : workloads) {
        threads.emplace_back([&] {
            std::vector<Verdict> verdicts(workload.batch.size());
            start.arrive_and_wait();
            try {
                for (std::size_t i = 0; i < repeats; ++i) {
                    judge_once(backend, workload, verdicts);
                }
            } catch (...) {
                failure.keep();
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    const double seconds = seconds_since(begun);
    failure.rethrow();
    return seconds;
}

}    // namespace

double Rate::median() const {
    return quantile(seconds, 0.5);
}

double Rate::spread() const {
    return (quantile(seconds, 0.75) - quantile(seconds, 0.25)) / median();
}

void require_verdicts(std::span<const Verdict> verdicts, std::uint64_t num_wrong) {
    const auto count = [&](Verdict verdict) {
        return static_cast<std::uint64_t>(std::ranges::count(verdicts, verdict));
    };
    if (count(Verdict::Invalid) != num_wrong || count(Verdict::Valid) != verdicts.size() - num_wrong) {
        throw WrongVerdicts("a timed run gave wrong verdicts");
    }
}

void take_samples(Rate& rate, const Effort& effort, const std::function<double()>& sample) {
    const Clock::time_point begun = Clock::now();
    while (rate.seconds.size() < effort.max_samples &&
           (rate.seconds.size() < 3 || seconds_since(begun) < effort.seconds)) {
        rate.seconds.push_back(sample());
    }
}

Rate backend_rate(backend::Backend& backend, std::span<Workload> workloads, const Effort& effort) {
    // The first call warms up and says how many calls make a sample long enough to time.
    const double once = time_all(backend, workloads, 1);
    const auto repeats =
        static_cast<std::size_t>(std::clamp(std::min(min_sample_seconds, effort.seconds) / once, 1.0, 1000.0));
    Rate rate;
    for (const Workload& workload : workloads) {
        rate.records += static_cast<double>(repeats * workload.batch.size());
        rate.bytes += static_cast<double>(repeats * workload.total_bytes);
        rate.blocks += static_cast<double>(repeats * workload.total_blocks);
    }
    take_samples(rate, effort, [&] { return time_all(backend, workloads, repeats); });
    return rate;
}

}    // namespace hmacsweep::bench
