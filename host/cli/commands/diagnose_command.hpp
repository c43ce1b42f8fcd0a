// `diagnose`: why records fail. The whole list of usual mistakes, tried on a sample.
#pragma once

#include "host/cli/options/batch_options.hpp"

#include <string>

#include <CLI/CLI.hpp>

namespace hmacsweep::cli {

struct DiagnoseFlags {
    BatchFlags reading;    ///< how records are found, read and judged: as verify has it
    std::string first = "1000";
    std::string sample = "16";
};

void add_diagnose_options(CLI::App& command, DiagnoseFlags& flags);

int run_diagnose(const CLI::App& command, const DiagnoseFlags& flags);

}    // namespace hmacsweep::cli
