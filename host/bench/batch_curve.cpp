#include "host/bench/batch_curve.hpp"

#include <algorithm>
#include <chrono>

namespace hmacsweep::bench {
namespace {

/// The least that a sample takes; shorter ones are repeated.
constexpr double min_batch_seconds = 2e-4;
constexpr std::size_t batch_samples = 7;

/// The first `size` of the records as a workload of their own.
Workload first_of(const keys::KeyTable& keys, const Records& records, std::size_t size) {
    Workload workload;
    workload.algorithm = records.algorithm;
    for (std::size_t i = 0; i < size; ++i) {
        const std::uint32_t schedule = keys.schedule(records.keys[i], records.algorithm);
        workload.batch.add(records.algorithm, schedule, records.messages[i], records.mac(i), 0);
    }
    workload.batch.schedule();
    return workload;
}

double time_batch(backend::Backend& backend, Workload& workload, std::vector<Verdict>& verdicts, std::size_t repeats) {
    const auto begun = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < repeats; ++i) {
        if (!backend.makes_order()) {
            workload.batch.schedule();
        }
        backend.verify(workload.batch.view(), verdicts);
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    return seconds / static_cast<double>(repeats);
}

}    // namespace

std::vector<BatchPoint> batch_points(backend::Backend& backend, const keys::KeyTable& keys, const Records& records,
                                     double seconds) {
    std::vector<BatchPoint> points;
    for (std::size_t size = 1; size <= std::min<std::size_t>(records.messages.size(), max_curve_records); size *= 2) {
        Workload workload = first_of(keys, records, size);
        std::vector<Verdict> verdicts(size, Verdict::NotJudged);
        const double once = time_batch(backend, workload, verdicts, 1);
        if (std::ranges::any_of(verdicts, [](Verdict v) { return v != Verdict::Valid && v != Verdict::Invalid; })) {
            throw WrongVerdicts("a timed batch was not judged whole");
        }
        const auto repeats =
            static_cast<std::size_t>(std::clamp(min_batch_seconds / std::max(once, 1e-9), 1.0, 1000.0));
        Rate rate;
        take_samples(rate, {batch_samples, seconds}, [&] { return time_batch(backend, workload, verdicts, repeats); });
        points.push_back({size, rate.median()});
    }
    return points;
}

}    // namespace hmacsweep::bench
