// A command that verifies an input, as it was found, and how it is told.
#pragma once

#include "host/cli/commands/command_words.hpp"
#include "host/cli/commands/sample_runs.hpp"

#include <string>
#include <utility>
#include <vector>

namespace hmacsweep::cli {

/// A command and what it does with the first records.
struct FoundJob {
    diagnosis::Settings settings;
    SampleCounts counts;
    std::vector<std::string> notes{};    ///< what a person should know of it, each a sentence
    /// A bare secret of --keys, and what to give in its place; empty where all are right.
    std::pair<std::string, std::string> replaced_key{};
};

/// The command and what it does with the first records, in lines; `given`: the command line to make it of.
[[nodiscard]] std::string text_of(const FoundJob& job, CommandWords given);

}    // namespace hmacsweep::cli
