// Compares the backends on made records: the kernel alone, hashing packed batches, and whole runs. Also finds the size
// from which on a GPU is faster.
#pragma once

#include "host/backend/registry.hpp"
#include "host/base/stage_times.hpp"
#include "host/bench/batch_curve.hpp"
#include "host/bench/rates.hpp"

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hmacsweep::gpu {
class Runtime;
}    // namespace hmacsweep::gpu

namespace hmacsweep::bench {

struct ComparisonOptions {
    std::vector<std::string> backends;    ///< by name; empty: all that this machine can use
    std::vector<Algorithm> algorithms;
    std::vector<std::size_t> lengths;              ///< of messages, in bytes, or mixed_lengths; at least one
    std::uint32_t threads = 1;                     ///< of CPU backends; a GPU gets at least 6
    double seconds = 0.25;                         ///< for each measurement, and at least three samples
    std::optional<std::size_t> max_input_bytes;    ///< the most data for a measurement; empty: no other limit
    bool wants_details = false;                    ///< also measure stages and batch sizes
};

enum class Stage : std::uint8_t {
    Kernel,      ///< a GPU's kernel alone, on data in the GPU's memory
    Hash,        ///< from packed batches in host memory to verdicts, with their Schedule and transfers
    WholeRun,    ///< from JSON Lines to result lines, both in memory
};
inline constexpr std::array<std::string_view, 3> stage_names{"kernel", "hash", "whole run"};

/// A measurement. `rate.bytes` counts the bytes of messages, or for Stage::WholeRun those of the JSON Lines.
struct Row {
    Stage stage{};
    std::string backend;
    Algorithm algorithm{};
    std::size_t message_bytes = 0;
    std::uint32_t threads = 1;
    Rate rate;
};

/// The size from which on a GPU is faster than the fastest CPU backend of the comparison. Empty: no size was found.
struct BreakEven {
    Algorithm algorithm{};
    std::size_t message_bytes = 0;
    std::optional<std::uint64_t> batch_records;    ///< records of a batch in host memory, to a factor of two
    std::optional<double>
        text_bytes;    ///< input of a whole run with the GPU's start time, computed from the measured rates
};

/// The time of each stage of a whole run, summed over all threads.
struct StageRow {
    std::string backend;
    Algorithm algorithm{};
    std::size_t message_bytes = 0;
    std::uint32_t threads = 1;
    double records = 0;
    StageTimes times;
};

/// A backend of the comparison.
struct Contestant {
    std::string name;
    std::string detail;          ///< `AVX-512`
    double start_seconds = 0;    ///< time to open the backend, without its self-test
};

struct ComparisonReport {
    std::vector<Contestant> contestants;
    std::string why_no_gpu;    ///< empty when a GPU was used or only other backends were asked for
    std::vector<Row> rows;
    std::vector<BreakEven> break_evens;    ///< empty unless both a GPU and a CPU backend were measured
    std::vector<StageRow> stages;          ///< empty unless details are wanted
    std::vector<BatchCurve> curves;        ///< empty unless details are wanted
};

/// Functions that compare() calls on its own thread. None may be empty.
struct ComparisonEvents {
    /// Before each measurement: how many are done, and how many there are in all.
    std::function<void(std::size_t done, std::size_t all, const Row& next)> on_next;
    std::function<void(const Contestant&)> on_contestant;
    std::function<void(const std::string& why_no_gpu)> on_no_gpu;
    std::function<void(const Row&)> on_row;
    std::function<void(const BreakEven&)> on_break_even;
};

/// Makes all measurements. An error when a backend that was asked for cannot be used. Throws WrongVerdicts,
/// BackendFailure, std::bad_alloc and std::system_error.
[[nodiscard]] Result<ComparisonReport> compare(const ComparisonOptions& options, const ComparisonEvents& events);

}    // namespace hmacsweep::bench
