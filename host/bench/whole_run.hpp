// The rate of whole runs: from JSON Lines in memory to result lines in memory, by the pipeline that verify has.
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
    /// Throws std::system_error when there is no memory for it.
    explicit Text(const Records& records);

    [[nodiscard]] std::string path() const;    ///< for this process
    [[nodiscard]] std::size_t bytes() const { return bytes_; }
    [[nodiscard]] std::uint64_t num_records() const { return num_records_; }
    [[nodiscard]] std::uint64_t num_wrong() const { return num_wrong_; }

private:
    Fd fd_;
    std::size_t bytes_ = 0;
    std::uint64_t num_records_ = 0;
    std::uint64_t num_wrong_ = 0;
};

/// verify with its default options on so many threads, every result written, or those that `filter` names. The rate's
/// bytes are those of the text. Throws WrongVerdicts, and std::runtime_error with the run's own words when it fails.
[[nodiscard]] Rate whole_run_rate(const backend::ChosenBackend& chosen, backend::Backend& backend,
                                  const keys::KeyTable& keys, const Text& text, std::uint32_t threads,
                                  const Effort& effort, rules::ResultsFilter filter = rules::ResultsFilter::All);

/// Where the time of such runs goes, over all threads: of three runs, the one that took least in all.
[[nodiscard]] StageTimes stage_times(const backend::ChosenBackend& chosen, backend::Backend& backend,
                                     const keys::KeyTable& keys, const Text& text, std::uint32_t threads);

}    // namespace hmacsweep::bench
