// The summary of a run: as JSON for the record, and as a short table for people.
#pragma once

#include "host/backend/registry.hpp"
#include "host/report/counts_text.hpp"
#include "host/report/ending.hpp"
#include "host/report/report.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace hmacsweep::report {

/// Everything a summary tells besides the report itself.
struct RunFacts {
    const rules::RunOptions& options;
    const keys::KeyStore& keys;
    const backend::ChosenBackend& backend;
    std::vector<std::pair<std::string, std::string>> arguments;    ///< the options as given: name, value
    std::chrono::system_clock::time_point started;
    double seconds = 0;
    Expectations expectations;
    int status = 0;
    std::vector<std::string> command{};    ///< the words of the command line, the program first
};

/// One JSON object, indented, with a final newline: the evidence an auditor needs. `schema` is its version.
[[nodiscard]] std::string summary_json(const Report& report, const RunFacts& facts);

/// A few lines of at most 80 columns (names may be longer): what went wrong with the run first, the verdict in words
/// and what to do next last.
[[nodiscard]] std::string summary_text(const Report& report, const RunFacts& facts, bool colored);

/// For --quiet: what went wrong with the run itself, and that the options do not fit, where they do not.
[[nodiscard]] std::string quiet_text(const Report& report, const RunFacts& facts, bool colored);

/// Only what went wrong with the run itself, a line each; empty when nothing did.
[[nodiscard]] std::string problems_text(const Report& report);

}    // namespace hmacsweep::report
