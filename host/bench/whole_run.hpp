// The rate of whole runs: from JSON Lines in memory to result lines in memory, through the pipeline of `verify`.
#pragma once

#include "host/backend/registry.hpp"
#include "host/base/fd.hpp"
#include "host/base/stage_times.hpp"
#include "host/bench/rates.hpp"
#include "host/rules/run_options.hpp"

#include <string>

namespace hmacsweep::bench {

/// JSON Lines in a file that lives in memory.
class Text {
public:
    /// Throws std::system_error when the file cannot be made or written.
    explicit Text(const Records& records);

    /// A path that only this process can open, while the object lives.
    [[nodiscard]] std::string path() const;
    [[nodiscard]] std::size_t bytes() const { return bytes_; }
    [[nodiscard]] std::uint64_t num_records() const { return num_records_; }
    [[nodiscard]] std::uint64_t num_wrong() const { return num_wrong_; }

private:
    Fd fd_;
    std::size_t bytes_ = 0;
    std::uint64_t num_records_ = 0;
    std::uint64_t num_wrong_ = 0;
};

/// The rate of `verify` with default options except `threads` and `filter`. Rate::bytes counts the bytes of the text.
/// Throws WrongVerdicts, and std::runtime_error when the run fails.
[[nodiscard]] Rate whole_run_rate(const backend::ChosenBackend& chosen, backend::Backend& backend,
                                  const keys::KeyTable& keys, const Text& text, std::uint32_t threads,
                                  const Effort& effort, rules::ResultsFilter filter = rules::ResultsFilter::All);

/// The time of each stage, summed over all threads, in the fastest of three such runs. Throws as whole_run_rate().
[[nodiscard]] StageTimes stage_times(const backend::ChosenBackend& chosen, backend::Backend& backend,
                                     const keys::KeyTable& keys, const Text& text, std::uint32_t threads);

}    // namespace hmacsweep::bench
