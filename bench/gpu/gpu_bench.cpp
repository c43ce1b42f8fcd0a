// The benchmark of a GPU: its goals, as ratios to limits measured in the same run, and its kernels alone, with
// transfers, and beside the CPU's backends on all cores. Prints tables and writes every sample as JSON.
#include "bench/gpu/goals.hpp"
#include "bench/gpu/goals_json.hpp"
#include "host/backend/registry.hpp"
#include "host/base/version.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <thread>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace hmacsweep::bench {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
    double seconds = 0.4;           ///< for each row
    double goal_seconds = 1;        ///< for each row of a goal
    std::string folder = "/tmp";    ///< for the file that is read
    std::vector<std::size_t> lengths{16, 256, 1024, 4096, mixed_lengths};
    std::string json;
    std::vector<std::string> facts;    ///< name=value, into the JSON
    std::vector<std::string> only;     ///< goals' ids, R, `variants` and `rows`; empty: all
    std::size_t shrink = 1;
};

constexpr std::size_t usual_workload_bytes = std::size_t{8} << 20;
/// Many times the L2 cache of any GPU, for the kernels.
constexpr std::size_t usual_kernel_workload_bytes = std::size_t{256} << 20;

struct Row {
    std::string what;
    Algorithm algorithm;
    std::size_t message_bytes;
    Rate rate;
};

std::string length_text(std::size_t message_bytes) {
    return message_bytes == mixed_lengths ? "1..4096" : std::to_string(message_bytes);
}

void print(const Row& row) {
    fmt::print("{:<14} {:<13} {:>8} {:>12.3f} {:>10.2f} {:>10.3f} {:>7.1f} %\n", row.what, name_of(row.algorithm),
               length_text(row.message_bytes), row.rate.per_second(row.rate.records) / 1e6,
               row.rate.per_second(row.rate.bytes) / 1e9, row.rate.per_second(row.rate.blocks) / 1e9,
               row.rate.spread() * 100);
    std::fflush(stdout);
}

Json to_json(const Row& row) {
    return {{"what", row.what},
            {"algorithm", name_of(row.algorithm)},
            {"message_bytes", length_text(row.message_bytes)},
            {"records_per_second", row.rate.per_second(row.rate.records)},
            {"message_bytes_per_second", row.rate.per_second(row.rate.bytes)},
            {"blocks_per_second", row.rate.per_second(row.rate.blocks)},
            {"spread", row.rate.spread()},
            {"records_per_sample", row.rate.records},
            {"seconds", row.rate.seconds}};
}

/// Threads that keep a backend busy: all cores, and for a GPU as many as its slots and as many again to fill them.
std::size_t threads_for(const backend::BackendInfo& info) {
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    return info.name == "cuda" ? std::max<std::size_t>(cores, 6) : cores;
}

/// A backend that can be measured here.
struct Measured {
    std::string name;
    std::unique_ptr<backend::Backend> backend;
    std::size_t threads;
};

std::vector<Measured> open_all(const keys::KeyTable& keys) {
    std::vector<Measured> opened;
    for (const std::string_view name : {"cuda", "simd", "openssl"}) {
        const Result<backend::ChosenBackend> chosen = backend::choose_backend({.name = name});
        if (chosen) {
            opened.push_back({std::string(name), backend::open_backend(*chosen, keys), threads_for(*chosen->info)});
        } else {
            fmt::print("SKIPPED: {}\n", chosen.error().message);
        }
    }
    return opened;
}

/// Calls `keep(Row)` for each row as it comes.
template <class Keep>
void measure(const Options& options, Keep&& keep) {
    const std::size_t workload_bytes = usual_workload_bytes / options.shrink;
    const std::size_t kernel_workload_bytes = usual_kernel_workload_bytes / options.shrink;
    const keys::KeyStore store = make_bench_key();
    const keys::KeyTable keys(store);
    const Effort effort{10, options.seconds};
    const auto add = [&](const Row& row) {
        print(row);
        keep(row);
    };
    const std::vector<Measured> backends = open_all(keys);
    const bool has_gpu = std::ranges::find(backends, "cuda", &Measured::name) != backends.end();
    std::size_t most_threads = 0;
    for (const Measured& measured : backends) {
        most_threads = std::max(most_threads, measured.threads);
    }
    fmt::print("{:<14} {:<13} {:>8} {:>12} {:>10} {:>10} {:>9}\n", "what", "algorithm", "bytes", "M records/s", "GB/s",
               "G blocks/s", "spread");
    for (const Algorithm algorithm : all_algorithms) {
        for (const std::size_t length : options.lengths) {
            if (has_gpu) {
                const Workload large =
                    make_workload(keys, make_records(keys, algorithm, length, kernel_workload_bytes, 1));
                if (std::optional<Rate> rate = kernel_rate(large, keys, effort)) {
                    add({"kernel", algorithm, length, std::move(*rate)});
                }
            }
            std::vector<Workload> workloads;
            for (std::size_t t = 0; t < most_threads; ++t) {
                workloads.push_back(make_workload(keys, make_records(keys, algorithm, length, workload_bytes, t + 1)));
            }
            for (const Measured& measured : backends) {
                add({measured.name, algorithm, length,
                     backend_rate(*measured.backend, std::span(workloads).first(measured.threads), effort)});
            }
        }
    }
}

/// What there is so far; the file is whole at any time, if it is there.
void write(const Options& options, const Json& json) {
    if (options.json.empty()) {
        return;
    }
    const std::string part = options.json + ".part";
    std::ofstream file(part);
    file << json.dump(2) << "\n";
    file.close();
    if (!file || std::rename(part.c_str(), options.json.c_str()) != 0) {
        throw std::runtime_error("cannot write " + options.json);
    }
}

int run(const Options& options) {
    Json json{{"schema", 1}, {"version", version()}};
    const Result<backend::ChosenBackend> gpu = backend::choose_backend({.name = "cuda"});
    if (gpu) {
        for (const auto& [name, value] : gpu_facts()) {
            json[name] = value;
        }
    } else {
        json["device"] = nullptr;
        json["why_no_device"] = gpu.error().message;
    }
    for (const std::string& fact : options.facts) {
        const std::size_t equals = std::min(fact.find('='), fact.size() - 1);
        json[fact.substr(0, equals)] = fact.substr(equals + 1);
    }
    json["threads"] = std::thread::hardware_concurrency();
    json["limits"] = Json::object();
    json["goals"] = Json::object();
    const auto say = [](const std::string& text) {
        fmt::print("{}", text);
        std::fflush(stdout);
    };
    const auto keep_goals = [&](const GoalsReport& goals) {
        add_goals(goals, json);
        write(options, json);
    };
    bool has_failed = false;
    if (gpu) {
        const GoalsOptions goals_options{options.goal_seconds, options.folder, options.only, options.shrink};
        if (const std::optional<GoalsReport> goals = measure_goals(goals_options, say, keep_goals)) {
            has_failed = !goals->failures.empty();
            say(goals_table(*goals));
        }
    }
    json["rows"] = Json::array();
    if (options.only.empty() || std::ranges::find(options.only, "rows") != options.only.end()) {
        measure(options, [&](const Row& row) {
            json["rows"].push_back(to_json(row));
            write(options, json);
        });
    }
    write(options, json);
    return has_failed ? 5 : 0;
}

}    // namespace
}    // namespace hmacsweep::bench

int main(int argc, char** argv) {
    CLI::App app("Rates of the GPU's kernels and of the backends");
    hmacsweep::bench::Options options;
    app.add_option("--seconds", options.seconds, "For each row, at least 3 samples [0.4]");
    app.add_option("--goal-seconds", options.goal_seconds, "For each row of a goal [1]");
    app.add_option("--folder", options.folder, "Where a file of 512 MiB may be for a while [/tmp]");
    app.add_option("--lengths", options.lengths, "Message lengths; 0: log-uniform 1..4096")->delimiter(',');
    app.add_option("--json", options.json, "Where every sample goes");
    app.add_option("--only", options.only, "Goals (K1, ..), R, variants, rows; else all")->delimiter(',');
    app.add_option("--shrink", options.shrink, "Divides all sizes: for a trial of this program, not for results");
    app.add_option("--fact", options.facts, "NAME=VALUE, for the JSON");
    CLI11_PARSE(app, argc, argv);
    try {
        return hmacsweep::bench::run(options);
    } catch (const std::exception& error) {
        std::cerr << "hmacsweep_bench_gpu: " << error.what() << "\n";
        return 5;
    }
}
