#include "host/cli/commands/bench_command.hpp"

#include "host/backend/cuda_backend.hpp"
#include "host/base/algorithm_names.hpp"
#include "host/base/counts_text.hpp"
#include "host/base/machine.hpp"
#include "host/base/output_file.hpp"
#include "host/base/version.hpp"
#include "host/bench/comparison_json.hpp"
#include "host/bench/comparison_page.hpp"
#include "host/cli/commands/status.hpp"
#include "host/cli/commit.hpp"
#include "host/cli/options/output_clash.hpp"
#include "host/cli/options/validation.hpp"
#include "host/cli/terminal.hpp"
#include "host/html/text.hpp"
#include "host/report/ending.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <system_error>
#include <thread>
#include <vector>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

constexpr std::uint64_t most_threads = 1024;
constexpr std::uint64_t most_input_mib = 4096;
constexpr double most_seconds = 60;
constexpr std::string_view mixed = "mixed";
constexpr std::string_view all = "all";

/// The words of options that take lists and may be given several times.
std::vector<std::string> words_of(const std::vector<std::string>& lists) {
    std::vector<std::string> words;
    for (const std::string& list : lists) {
        for (std::size_t begin = 0; begin <= list.size();) {
            const std::size_t end = std::min(list.find(',', begin), list.size());
            const std::string word = list.substr(begin, end - begin);
            if (std::ranges::find(words, word) == words.end()) {
                words.push_back(word);
            }
            begin = end + 1;
        }
    }
    return words;
}

Result<double> parse_seconds(std::string_view option, std::string_view text) {
    double seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    const bool is_in_range = seconds > 0 && seconds <= most_seconds;    // which NaN is not
    if (error != std::errc{} || end != text.data() + text.size() || !is_in_range) {
        return Error{fmt::format("{} takes a number above 0 and up to {}, not \"{}\"", option, most_seconds, text)};
    }
    return seconds;
}

void set_backends(bench::ComparisonOptions& options, const BenchFlags& flags, Validation& validation) {
    options.backends = words_of(flags.backends);
    for (const std::string& name : options.backends) {
        validation.require(
            backend::is_backend_name(name) && name != "auto",
            fmt::format("--backend takes some of {}, not \"{}\"", backend::backend_names().substr(6), name));
    }
}

void set_algorithms(bench::ComparisonOptions& options, const BenchFlags& flags, Validation& validation) {
    const std::vector<std::string> words = words_of(flags.algorithms);
    if (words == std::vector<std::string>{std::string(all)}) {
        options.algorithms.assign(all_algorithms.begin(), all_algorithms.end());
        return;
    }
    for (const std::string& name : words) {
        const std::optional<Algorithm> algorithm = parse_algorithm(name);
        validation.require(
            algorithm.has_value(),
            fmt::format("--mac-algorithm takes HMAC_SHA_224, HMAC_SHA_256, HMAC_SHA_384, HMAC_SHA_512 or "
                        "all, not \"{}\"",
                        name));
        options.algorithms.push_back(algorithm.value_or(Algorithm::HmacSha256));
    }
}

void set_lengths(bench::ComparisonOptions& options, const BenchFlags& flags, Validation& validation) {
    for (const std::string& word : words_of(flags.message_bytes)) {
        std::uint64_t length = bench::mixed_lengths;
        if (word != mixed) {
            validation.set(length, parse_number("--message-bytes", word, 1, core::max_batch_message_bytes));
        }
        options.lengths.push_back(length);
    }
}

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

/// The table, as it is measured, with progress on standard error where that is a terminal.
class Table {
public:
    Table(std::FILE* out, const bench::ComparisonOptions& options) : out_(out) {
        print(fmt::format("hmacsweep {}, {}, {} thread{}\n", version(), cpu_model(), options.threads,
                          options.threads == 1 ? "" : "s"));
    }

    [[nodiscard]] bench::ComparisonEvents events() {
        return {.on_next = [this](std::size_t done, std::size_t all_rows,
                                  const bench::Row& next) { show_progress(done, all_rows, next); },
                .on_contestant = [this](const bench::Contestant& contestant) { print_contestant(contestant); },
                .on_no_gpu = [this](const std::string& why) { print(fmt::format("no GPU: {}\n", why)); },
                .on_row = [this](const bench::Row& row) { print_row(row); },
                .on_break_even = [this](const bench::BreakEven& about) { print_break_even(about); }};
    }

    void finish() {
        print(R"(
Medians; spread is what lies between the quartiles of the samples.
kernel     a GPU's kernel alone, on data in its memory; GB/s of messages
hash       packed batches in memory to verdicts, with Schedule and transfers;
           GB/s of messages
whole run  JSON Lines in memory to result lines, as verify does; GB/s of text
)");
    }

    void clear_progress() {
        if (has_progress_) {
            say("\r\x1b[K");
            has_progress_ = false;
        }
    }

private:
    void print(const std::string& text) {
        clear_progress();
        static_cast<void>(std::fwrite(text.data(), 1, text.size(), out_));
        static_cast<void>(std::fflush(out_));
    }

    void show_progress(std::size_t done, std::size_t all_rows, const bench::Row& next) {
        if (is_terminal()) {
            say(fmt::format("\r\x1b[K{}/{}: {}, {}, {}, {} bytes", done + 1, all_rows, stage_name(next), next.backend,
                            name_of(next.algorithm), bench::length_text(next.message_bytes)));
            has_progress_ = true;
        }
    }

    void print_contestant(const bench::Contestant& contestant) {
        constexpr double worth_telling = 1e-3;
        const std::string start = contestant.start_seconds < worth_telling
                                      ? std::string()
                                      : fmt::format("; started in {:.0f} ms", contestant.start_seconds * 1e3);
        print(fmt::format("{}: {}{}\n", contestant.name, contestant.detail, start));
    }

    void print_row(const bench::Row& row) {
        if (!has_header_) {
            print(fmt::format("\n{:<10} {:<11} {:<13} {:>7} {:>11} {:>8} {:>8}\n", "what", "backend", "algorithm",
                              "bytes", "M records/s", "GB/s", "spread"));
            has_header_ = true;
        }
        print(fmt::format("{:<10} {:<11} {:<13} {:>7} {:>11.3f} {:>8.3f} {:>6.1f} %\n", stage_name(row), row.backend,
                          name_of(row.algorithm), bench::length_text(row.message_bytes),
                          row.rate.per_second(row.rate.records) / 1e6, row.rate.per_second(row.rate.bytes) / 1e9,
                          row.rate.spread() * 100));
    }

    void print_break_even(const bench::BreakEven& about) {
        print(fmt::format("cuda, {}, {} bytes:\n{}", name_of(about.algorithm), bench::length_text(about.message_bytes),
                          break_even_text(about)));
    }

    static std::string_view stage_name(const bench::Row& row) {
        return bench::stage_names.at(static_cast<std::size_t>(row.stage));
    }

    std::FILE* out_;
    bool has_header_ = false;
    bool has_progress_ = false;
};

/// What is written besides the table, each open when it is wanted.
struct Outputs {
    std::optional<OutputFile> json;
    std::optional<OutputFile> report;
};

std::optional<Error> open_output(const std::string& path, std::optional<OutputFile>& output) {
    if (path.empty()) {
        return std::nullopt;
    }
    Result<OutputFile> file = OutputFile::open(path, {});
    if (!file) {
        return file.error();
    }
    output.emplace(std::move(*file));
    return std::nullopt;
}

bool write_whole(OutputFile& file, const std::string& text) {
    return file.write(text) == WriteOutcome::Ok && file.commit() == WriteOutcome::Ok;
}

std::string command_line(std::span<const std::string> arguments) {
    std::string line = "hmacsweep";
    for (const std::string& argument : arguments) {
        line += fmt::format(" {}", html::shell_word(argument));
    }
    return line;
}

/// Measures, prints and writes.
int measure(const bench::ComparisonOptions& options, Outputs& outputs, std::FILE* out, const std::string& command) {
    Table table(out, options);
    const Result<bench::ComparisonReport> report = bench::compare(options, table.events());
    table.clear_progress();
    if (!report) {
        return fail(report::Status::BackendFailed, report.error().message);
    }
    if (const std::string failure = backend::cuda_release_failure(); !failure.empty()) {
        warn(fmt::format("a GPU did not clean up: {}", failure));
    }
    table.finish();
    if (outputs.json && !write_whole(*outputs.json, bench::comparison_json(*report, options, commit()))) {
        return fail(report::Status::Incomplete, outputs.json->error());
    }
    if (outputs.report && !write_whole(*outputs.report, bench::comparison_html(*report, options, commit(), command))) {
        return fail(report::Status::Incomplete, outputs.report->error());
    }
    return static_cast<int>(report::Status::Ok);
}

}    // namespace

void add_bench_options(CLI::App& command, BenchFlags& flags) {
    const auto add = [&](const char* name, auto& target, const std::string& text, const char* type) {
        return command.add_option(name, target, text)
            ->type_name(type)
            ->expected(1)
            ->allow_extra_args(false)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    };
    const auto add_list = [&](const char* name, std::vector<std::string>& target, const std::string& text) {
        add(name, target, text, "LIST")->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    };
    add_list("--backend", flags.backends, "Which of " + backend::backend_names().substr(6) + " [those that are there]");
    add_list("--mac-algorithm", flags.algorithms, "Names of algorithms, or all [HMAC_SHA_256,HMAC_SHA_512]");
    add_list("--message-bytes", flags.message_bytes,
             "Lengths of messages; mixed: 1 to 4096, as many of each order of magnitude [16,256,4096,mixed]");
    add("--threads", flags.threads, "How many CPU threads [all]", "N");
    add("--seconds", flags.seconds, "For each row, once it has three samples [0.25]", "S");
    add("--input-mib", flags.input_mib,
        "At most so many MiB of records for each row [8 for each thread; a GPU's kernel 256]", "N");
    add("--json", flags.json,
        "Every sample, and what it was measured on (-: to standard output, and the table to "
        "standard error)",
        "FILE");
    add("--report", flags.report,
        "Write a page for people to this file: curves, stages, batch sizes, samples, with the JSON within", "FILE");
}

Result<bench::ComparisonOptions> make_bench_options(const BenchFlags& flags) {
    bench::ComparisonOptions options;
    Validation validation;
    set_backends(options, flags, validation);
    set_algorithms(options, flags, validation);
    set_lengths(options, flags, validation);
    if (flags.algorithms.empty()) {
        options.algorithms = {Algorithm::HmacSha256, Algorithm::HmacSha512};
    }
    if (flags.message_bytes.empty()) {
        options.lengths = {16, 256, 4096, bench::mixed_lengths};
    }
    std::uint64_t threads = std::max(1U, std::thread::hardware_concurrency());
    if (!flags.threads.empty()) {
        validation.set(threads, parse_number("--threads", flags.threads, 1, most_threads));
    }
    options.threads = static_cast<std::uint32_t>(threads);
    validation.set(options.seconds, parse_seconds("--seconds", flags.seconds));
    if (!flags.input_mib.empty()) {
        std::uint64_t mib = 0;
        validation.set(mib, parse_number("--input-mib", flags.input_mib, 1, most_input_mib));
        options.max_input_bytes = mib << 20;
    }
    options.wants_details = !flags.report.empty();
    const std::string clash =
        find_clash(std::vector<NamedFile>{{"--json", flags.json}, {"--report", flags.report}}, {});
    validation.require(clash.empty(), clash);
    return validation.error().empty() ? Result<bench::ComparisonOptions>(std::move(options))
                                      : Result<bench::ComparisonOptions>(Error{validation.error()});
}

int run_bench(const BenchFlags& flags, std::span<const std::string> arguments) {
    const Result<bench::ComparisonOptions> options = make_bench_options(flags);
    if (!options) {
        complain(options.error().message);
        say("Try hmacsweep bench --help\n");
        return static_cast<int>(report::Status::Usage);
    }
    Outputs outputs;
    for (const auto& [path, output] :
         {std::pair(&flags.json, &outputs.json), std::pair(&flags.report, &outputs.report)}) {
        if (const std::optional<Error> error = open_output(*path, *output)) {
            return fail(report::Status::Usage, error->message);
        }
    }
    try {
        return measure(*options, outputs, flags.json == "-" || flags.report == "-" ? stderr : stdout,
                       command_line(arguments));
    } catch (const bench::WrongVerdicts& wrong) {
        return fail(report::Status::BackendFailed, wrong.what());
    } catch (const backend::BackendFailure& failure) {
        return fail(report::Status::BackendFailed, failure.what());
    } catch (const std::system_error& error) {
        return fail(report::Status::Incomplete, error.what());
    }
}

}    // namespace hmacsweep::cli
