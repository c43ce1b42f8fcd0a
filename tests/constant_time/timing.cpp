// Statistics of time, in the manner of dudect (Reparaz, Balasch, Verbauwhede: "Dude, is my code constant time?"): the
// same batch with right MACs and with random ones, in random turns; Welch's t says whether the two take different time.
#include "tests/constant_time/subject.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <random>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace hmacsweep::constant_time {
namespace {

constexpr double most_t = 4.5;
constexpr std::size_t num_items = 16;
constexpr std::size_t num_random = 256;         ///< batches of random MACs, made before
constexpr std::size_t num_first = 10'000;       ///< measurements that only say where the percentiles are
constexpr std::size_t least_measured = 1000;    ///< of each kind, for a t to mean something

std::uint64_t now() {
#if defined(__x86_64__)
    unsigned core = 0;
    _mm_lfence();
    return __rdtscp(&core);
#else
    return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
#endif
}

/// Mean and variance of two kinds of measurement, updated one by one (Welford), and Welch's t.
class Test {
public:
    explicit Test(double most) : most_(most) {}

    void add(bool kind, double time) {
        if (time > most_) {
            return;
        }
        Kind& row = kinds_[kind ? 1 : 0];
        row.count += 1;
        const double difference = time - row.mean;
        row.mean += difference / row.count;
        row.squares += difference * (time - row.mean);
    }
    [[nodiscard]] double t() const {
        const auto& [a, b] = kinds_;
        if (a.count < least_measured || b.count < least_measured) {
            return 0;
        }
        const double error = std::sqrt((a.squares / (a.count - 1) / a.count) + (b.squares / (b.count - 1) / b.count));
        return error == 0 ? 0 : (a.mean - b.mean) / error;
    }

private:
    struct Kind {
        double count = 0;
        double mean = 0;
        double squares = 0;
    };
    double most_;
    std::array<Kind, 2> kinds_;
};

/// Measures one backend under one algorithm, one batch at a time.
class Meter {
public:
    Meter(const std::string& name, Algorithm algorithm)
        : subject_(algorithm, std::array<std::uint8_t, 32>{7, 5, 3}, num_items),
          backend_(open(name, subject_.table())),
          verdicts_(num_items) {
        for (std::size_t i = 0; i < num_random; ++i) {
            random_macs_.push_back(subject_.damaged_macs(Damage::EveryByte, i));
            right_macs_.push_back(subject_.right_macs());    // as many, so that caches see no difference
        }
    }

    /// The kind and the time of one more measurement.
    std::pair<bool, double> measure() {
        const std::uint64_t draw = random_();
        const bool is_random = (draw & 1) != 0;
        subject_.put_macs((is_random ? random_macs_ : right_macs_)[(draw >> 1) % num_random]);
        std::ranges::fill(verdicts_, Verdict::NotJudged);
        const std::uint64_t begun = now();
        backend_->verify(subject_.view(), verdicts_);
        return {is_random, static_cast<double>(now() - begun)};
    }

private:
    Subject subject_;
    std::unique_ptr<backend::Backend> backend_;
    std::vector<Verdict> verdicts_;
    std::vector<std::vector<std::uint8_t>> random_macs_;
    std::vector<std::vector<std::uint8_t>> right_macs_;
    std::mt19937_64 random_{std::random_device{}()};
};

/// The greatest |t| of all times, and of those below some percentiles: what interrupts do hides small differences.
double greatest_t(Meter& meter, double seconds, std::size_t& measured) {
    std::vector<double> first;
    for (std::size_t i = 0; i < num_first; ++i) {
        first.push_back(meter.measure().second);
    }
    std::ranges::sort(first);
    std::vector<Test> tests{Test(INFINITY)};
    for (const double part : {0.25, 0.5, 0.75, 0.9, 0.95, 0.99}) {
        tests.emplace_back(first[static_cast<std::size_t>(part * num_first)]);
    }
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    for (measured = 0; std::chrono::steady_clock::now() < end; ++measured) {
        const auto [kind, time] = meter.measure();
        for (Test& test : tests) {
            test.add(kind, time);
        }
    }
    double greatest = 0;
    for (const Test& test : tests) {
        greatest = std::max(greatest, std::abs(test.t()));
    }
    return greatest;
}

}    // namespace

int check_timing(const std::string& backend, double seconds) {
    bool is_constant = true;
    for (const Algorithm algorithm : algorithms_checked) {
        Meter meter(backend, algorithm);
        std::size_t measured = 0;
        const double t = greatest_t(meter, seconds, measured);
        std::printf("%-12s %s  abs(t) = %8.2f  of %zu measurements%s\n", backend.c_str(),
                    std::string(name_of(algorithm)).c_str(), t, measured, t < most_t ? "" : "  not constant-time");
        is_constant = is_constant && t < most_t;
    }
    return is_constant ? 0 : 1;
}

}    // namespace hmacsweep::constant_time
