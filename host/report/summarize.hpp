// Makes the summary of a finished run.
#pragma once

#include "host/backend/registry.hpp"
#include "host/report/ending.hpp"
#include "host/report/summary.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace hmacsweep::report {

/// What a summary has that is not in the Report.
struct RunFacts {
    const rules::RunOptions& options;
    const keys::KeyStore& keys;
    const backend::ChosenBackend& backend;
    std::vector<std::pair<std::string, std::string>> arguments;    ///< the options as given: name, value
    std::chrono::system_clock::time_point started;
    double seconds = 0;    ///< the run's duration
    Expectations expectations;
    int status = 0;                        ///< the exit status
    std::vector<std::string> command{};    ///< the words of the command line, the program first
};

/// The summary of a run. Its texts are unchanged and may not be UTF-8.
[[nodiscard]] Summary summarize(const Report& report, const RunFacts& facts);

}    // namespace hmacsweep::report
