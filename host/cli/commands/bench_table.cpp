#include "host/cli/commands/bench_table.hpp"

#include "host/base/algorithm_names.hpp"
#include "host/base/counts_text.hpp"
#include "host/base/machine.hpp"
#include "host/base/version.hpp"
#include "host/bench/comparison_json.hpp"
#include "host/cli/terminal.hpp"

#include <cmath>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

/// From where on a GPU pays, in two lines.
std::string break_even_text(const bench::BreakEven& about) {
    const std::string batch = about.batch_records
                                  ? fmt::format("pays from {} records on", grouped(*about.batch_records))
                                  : "does not pay in any size that was tried";
    const std::string file = about.text_bytes
                                 ? fmt::format("pays from {:.0f} MB on", std::ceil(*about.text_bytes / 1e6))
                                 : "does not pay: the CPU's whole runs are as fast";
    return fmt::format("  a batch in memory {}\n  a file, with the GPU's start, {}\n", batch, file);
}

std::string_view stage_name(const bench::Row& row) {
    return bench::stage_names.at(static_cast<std::size_t>(row.stage));
}

}    // namespace

BenchTable::BenchTable(std::FILE* out, const bench::ComparisonOptions& options) : out_(out) {
    print(fmt::format("hmacsweep {}, {}, {} thread{}\n", version(), cpu_model(), options.threads,
                      options.threads == 1 ? "" : "s"));
}

bench::ComparisonEvents BenchTable::events() {
    return {.on_next = [this](std::size_t done, std::size_t all_rows,
                              const bench::Row& next) { show_progress(done, all_rows, next); },
            .on_contestant = [this](const bench::Contestant& contestant) { print_contestant(contestant); },
            .on_no_gpu = [this](const std::string& why) { print(fmt::format("no GPU: {}\n", why)); },
            .on_row = [this](const bench::Row& row) { print_row(row); },
            .on_break_even = [this](const bench::BreakEven& about) { print_break_even(about); }};
}

void BenchTable::finish() {
    print(R"(
Medians; spread is what lies between the quartiles of the samples.
kernel     a GPU's kernel alone, on data in its memory; GB/s of messages
hash       packed batches in memory to verdicts, with Schedule and transfers;
           GB/s of messages
whole run  JSON Lines in memory to result lines, as verify does; GB/s of text
)");
}

void BenchTable::clear_progress() {
    if (has_progress_) {
        say("\r\x1b[K");
        has_progress_ = false;
    }
}

void BenchTable::print(const std::string& text) {
    clear_progress();
    static_cast<void>(std::fwrite(text.data(), 1, text.size(), out_));
    static_cast<void>(std::fflush(out_));
}

void BenchTable::show_progress(std::size_t done, std::size_t all_rows, const bench::Row& next) {
    if (is_terminal()) {
        say(fmt::format("\r\x1b[K{}/{}: {}, {}, {}, {} bytes", done + 1, all_rows, stage_name(next), next.backend,
                        name_of(next.algorithm), bench::length_text(next.message_bytes)));
        has_progress_ = true;
    }
}

void BenchTable::print_contestant(const bench::Contestant& contestant) {
    constexpr double worth_telling = 1e-3;
    const std::string start = contestant.start_seconds < worth_telling
                                  ? std::string()
                                  : fmt::format("; started in {:.0f} ms", contestant.start_seconds * 1e3);
    print(fmt::format("{}: {}{}\n", contestant.name, contestant.detail, start));
}

void BenchTable::print_row(const bench::Row& row) {
    if (!has_header_) {
        print(fmt::format("\n{:<10} {:<11} {:<13} {:>7} {:>11} {:>8} {:>8}\n", "what", "backend", "algorithm", "bytes",
                          "M records/s", "GB/s", "spread"));
        has_header_ = true;
    }
    print(fmt::format("{:<10} {:<11} {:<13} {:>7} {:>11.3f} {:>8.3f} {:>6.1f} %\n", stage_name(row), row.backend,
                      name_of(row.algorithm), bench::length_text(row.message_bytes),
                      row.rate.per_second(row.rate.records) / 1e6, row.rate.per_second(row.rate.bytes) / 1e9,
                      row.rate.spread() * 100));
}

void BenchTable::print_break_even(const bench::BreakEven& about) {
    print(fmt::format("cuda, {}, {} bytes:\n{}", name_of(about.algorithm), bench::length_text(about.message_bytes),
                      break_even_text(about)));
}

}    // namespace hmacsweep::cli
