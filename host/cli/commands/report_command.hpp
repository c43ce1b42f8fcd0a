// `report`: the report of `verify --report`, from a stored summary and stored results.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace hmacsweep::cli {

/// The options as given, all text.
struct ReportFlags {
    std::string summary;
    std::string results;    ///< empty for none
    std::string output;
};

void add_report_options(CLI::App& command, ReportFlags& flags);

/// Writes the report; the exit status.
int run_report(const ReportFlags& flags);

}    // namespace hmacsweep::cli
