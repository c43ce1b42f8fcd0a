// Finds the command that verifies an input: tries formats, places of the MAC and messages, and checks the command on
// the first records.
#pragma once

#include "host/cli/commands/command_words.hpp"
#include "host/cli/commands/found_job.hpp"
#include "host/cli/commands/sample_runs.hpp"
#include "host/diagnosis/job/record_texts.hpp"
#include "host/keys/key_store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hmacsweep::cli {

/// What a search has found and tried.
struct JobSearch {
    std::optional<FoundJob> best;
    SampleCounts as_given;                      ///< by the options as they were given
    std::size_t num_lines = 0;                  ///< that were looked at for the format
    std::uint64_t num_computed = 0;             ///< MACs
    std::uint64_t num_forms = 0;                ///< of messages
    bool is_cut_short = false;                  ///< whether JobLimits ended the search
    std::vector<std::string> key_readings{};    ///< encodings in which the keys were tried, too
    std::vector<std::string> field_names{};     ///< that were seen, for a person
    std::vector<std::string> mac_names{};       ///< of the fields that look like MACs
    std::string error{};                        ///< why no record could be read
};

/// How much to try.
struct JobLimits {
    std::uint64_t first = 1000;            ///< records that a command is run on
    std::uint64_t num_macs = 1'500'000;    ///< MACs of short messages
    diagnosis::TextBudget texts{};
};

/// Searches in the inputs, which must be files or folders.
[[nodiscard]] JobSearch find_job(const CommandWords& given, const keys::LoadedKeys& keys,
                                 const backend::ChosenBackend& backend, const JobLimits& limits);

}    // namespace hmacsweep::cli
