// `bench`: every backend against the others on this machine, on records made for it.
#pragma once

#include "host/bench/comparison.hpp"

#include <span>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace hmacsweep::cli {

/// The options as given, all text.
struct BenchFlags {
    std::vector<std::string> backends;
    std::vector<std::string> algorithms;
    std::vector<std::string> message_bytes;
    std::string threads;
    std::string seconds = "0.25";
    std::string input_mib;
    std::string json;
    std::string report;
};

void add_bench_options(CLI::App& command, BenchFlags& flags);

/// What is to be measured; an error is a usage error (status 2).
Result<bench::ComparisonOptions> make_bench_options(const BenchFlags& flags);

/// Measures and prints a table; the exit status. `arguments` are those of the command line.
int run_bench(const BenchFlags& flags, std::span<const std::string> arguments);

}    // namespace hmacsweep::cli
