// A finished run to its summary.
#pragma once

#include "host/backend/registry.hpp"
#include "host/report/ending.hpp"
#include "host/report/summary.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace hmacsweep::report {

/// Everything that a summary tells besides the report.
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

/// What the summary tells of a run. Texts are as they came, not always UTF-8.
[[nodiscard]] Summary summarize(const Report& report, const RunFacts& facts);

}    // namespace hmacsweep::report
