// The GPU's goals as ratios to limits that are measured in the same run: how near the kernels are to the chip, and
// whole runs to the bus.
#pragma once

#include "bench/gpu/kernel_rates.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::bench {

/// What bounds this machine; operations or bytes a second.
struct GpuLimits {
    double alu_lop3 = 0;
    double alu_shf = 0;
    double host_to_device = 0;    ///< from pinned memory, at a slot's size
    double device_copy = 0;
    double read_warm = 0;    ///< from a file in the page cache into pinned memory, by several threads
    double read_cold = 0;    ///< from one that is not there; 0 where that could not be had
    double cpu_text = 0;     ///< C: the best CPU backend's whole run, 256-byte messages

    [[nodiscard]] double alu() const { return alu_lop3 > alu_shf ? alu_lop3 : alu_shf; }
};

struct GoalRow {
    std::string what;
    double ratio = 0;
    Rate rate;
    std::size_t num_dropped = 0;    ///< samples, for the chip's clock
};

/// `ratio` is that of the worst row.
struct Goal {
    std::string_view id;
    std::string_view what;
    std::string_view bound;    ///< by what
    double accept = 0;         ///< 0: it is shown, and has no mark
    double good = 0;
    double stretch = 0;
    std::vector<GoalRow> rows{};

    [[nodiscard]] double ratio() const;
    /// `stretch`, `good`, `accept`, `missed`, or `shown`.
    [[nodiscard]] std::string_view reached() const;
};

struct VariantRow {
    std::string name;
    Algorithm algorithm{};
    double ratio = 0;    ///< blocks a second to those of the program's own kernel
    KernelRate kernel;
};

struct GoalsReport {
    GpuLimits limits;
    std::vector<Goal> goals;
    std::vector<VariantRow> variants;
    std::vector<std::string> failures;    ///< what could not be measured, and why
};

struct GoalsOptions {
    double seconds = 1;    ///< for each row
    std::string folder;    ///< where a file for R can be made
    /// Of the goals' ids, R and `variants`; empty: all. A, H and D are always measured.
    std::vector<std::string> only{};
    std::size_t shrink = 1;    ///< divides all sizes, for a trial of this program
};

using Say = std::function<void(const std::string&)>;
using KeepGoals = std::function<void(const GoalsReport&)>;

/// Measures goals on the first GPU, the most telling first, says each row as it comes and keeps what there is after
/// each goal. One that fails does not stop the others. None where this build has no GPU code.
[[nodiscard]] std::optional<GoalsReport> measure_goals(const GoalsOptions& options, const Say& say,
                                                       const KeepGoals& keep);

}    // namespace hmacsweep::bench
