// Every backend against the others, on records made for it: the kernel alone, hashing packed batches, and whole runs;
// and from which size a GPU pays.
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
    std::vector<std::string> backends;    ///< by name; empty: all that are there
    std::vector<Algorithm> algorithms;
    std::vector<std::size_t> lengths;    ///< of messages: bytes, or mixed_lengths
    std::uint32_t threads = 1;
    double seconds = 0.25;                         ///< for each measurement, once it has three samples
    std::optional<std::size_t> max_input_bytes;    ///< of what a measurement goes over, where that is to be less
    bool wants_details = false;                    ///< stages and batch sizes, too
};

enum class Stage : std::uint8_t {
    Kernel,      ///< a GPU's kernel alone, on data in its memory
    Hash,        ///< packed batches in host memory to verdicts, the Schedule and transfers included
    WholeRun,    ///< JSON Lines to result lines, both in memory
};
inline constexpr std::array<std::string_view, 3> stage_names{"kernel", "hash", "whole run"};

/// A measurement; `rate.bytes` are those of messages and, of whole runs, of the text.
struct Row {
    Stage stage{};
    std::string backend;
    Algorithm algorithm{};
    std::size_t message_bytes = 0;
    std::uint32_t threads = 1;
    Rate rate;
};

/// From where on a GPU is faster than the best CPU backend of the comparison.
struct BreakEven {
    Algorithm algorithm{};
    std::size_t message_bytes = 0;
    std::optional<std::uint64_t> batch_records;    ///< packed in host memory; the size was doubled until it paid
    std::optional<double>
        text_bytes;    ///< of a whole run with the GPU's start, by its rates; none where it never pays
};

/// Where the time of a whole run went, over all its threads.
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
    double start_seconds = 0;    ///< to be opened, its self-test not included
};

struct ComparisonReport {
    std::vector<Contestant> contestants;
    std::string why_no_gpu;    ///< empty when there is one, or none was asked for
    std::vector<Row> rows;
    std::vector<BreakEven> break_evens;    ///< where there is a GPU and a CPU backend
    std::vector<StageRow> stages;          ///< where details are wanted
    std::vector<BatchCurve> curves;        ///< likewise
};

/// Told of while it goes on.
struct ComparisonEvents {
    /// Before each measurement: how many were made, and how many there are.
    std::function<void(std::size_t done, std::size_t all, const Row& next)> on_next;
    std::function<void(const Contestant&)> on_contestant;
    std::function<void(const std::string& why_no_gpu)> on_no_gpu;
    std::function<void(const Row&)> on_row;
    std::function<void(const BreakEven&)> on_break_even;
};

/// An error when a backend that was asked for cannot be used. Throws WrongVerdicts, BackendFailure and what the system
/// has to say when memory or threads are short.
[[nodiscard]] Result<ComparisonReport> compare(const ComparisonOptions& options, const ComparisonEvents& events);

}    // namespace hmacsweep::bench
