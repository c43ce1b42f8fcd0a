// `show`: one record of an input, its place, and, with the keys, why it failed. Never a MAC that was computed.
#pragma once

#include "host/cli/options/batch_options.hpp"

#include <string>

#include <CLI/CLI.hpp>

namespace hmacsweep::cli {

struct ShowFlags {
    BatchFlags reading;    ///< how records are found, read and judged: as verify has it
    std::string record;
};

void add_show_options(CLI::App& command, ShowFlags& flags);

int run_show(const ShowFlags& given);

}    // namespace hmacsweep::cli
