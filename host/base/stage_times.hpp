// The time that a run spends in each stage, summed over its threads. Measured only for benchmarks.
#pragma once

#include <chrono>

namespace hmacsweep {

/// Seconds.
struct StageTimes {
    double read = 0;     ///< sources to slabs
    double parse = 0;    ///< slabs to packed records
    double hash = 0;     ///< packed records to verdicts, with the copies to and from a GPU
    double check = 0;    ///< the cross-check
    double write = 0;    ///< result lines

    [[nodiscard]] double total() const { return read + parse + hash + check + write; }
    void add(const StageTimes& other) {
        read += other.read;
        parse += other.parse;
        hash += other.hash;
        check += other.check;
        write += other.write;
    }
};

/// Adds the time of a scope, in seconds, to `to`. Null: a no-op.
class StageTimer {
public:
    explicit StageTimer(double* to) : to_(to) {
        if (to_ != nullptr) {
            begun_ = std::chrono::steady_clock::now();
        }
    }
    /// A no-op if `is_timed` is false.
    StageTimer(bool is_timed, double& to) : StageTimer(is_timed ? &to : nullptr) {}
    ~StageTimer() {
        if (to_ != nullptr) {
            *to_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
        }
    }
    StageTimer(const StageTimer&) = delete;
    StageTimer& operator=(const StageTimer&) = delete;
    StageTimer(StageTimer&&) = delete;
    StageTimer& operator=(StageTimer&&) = delete;

private:
    double* to_;
    std::chrono::steady_clock::time_point begun_;
};

}    // namespace hmacsweep
