#include "host/cli/options/bench_options.hpp"

#include "host/backend/registry.hpp"
#include "host/base/algorithm_names.hpp"
#include "host/cli/options/option_table.hpp"
#include "host/cli/options/output_clash.hpp"
#include "host/cli/options/validation.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <thread>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

constexpr std::uint64_t most_bench_threads = 1024;
constexpr std::uint64_t most_input_mib = 4096;
constexpr double most_seconds = 60;
constexpr std::string_view mixed_word = "mixed";
constexpr std::string_view all_of_them = "all";
constexpr Commands bench_only{Command::Bench};

/// The entries of lists, each of them once.
std::vector<std::string> distinct_entries(const std::vector<std::string>& lists) {
    std::vector<std::string> entries;
    for (std::string& entry : entries_of(lists)) {
        if (std::ranges::find(entries, entry) == entries.end()) {
            entries.push_back(std::move(entry));
        }
    }
    return entries;
}

void set_backends(bench::ComparisonOptions& options, const Given& given, Validation& validation) {
    options.backends = distinct_entries(given.list("--backend"));
    for (const std::string& name : options.backends) {
        validation.require(
            backend::is_backend_name(name) && name != "auto",
            fmt::format("--backend takes some of {}, not \"{}\"", backend::backend_names().substr(6), name));
    }
}

void set_algorithms(bench::ComparisonOptions& options, const Given& given, Validation& validation) {
    options.algorithms.clear();
    const std::vector<std::string> words = distinct_entries(given.list("--mac-algorithm"));
    if (words == std::vector<std::string>{std::string(all_of_them)}) {
        options.algorithms.assign(all_algorithms.begin(), all_algorithms.end());
        return;
    }
    for (const std::string& name : words) {
        const std::optional<Algorithm> algorithm = parse_algorithm(name);
        validation.require(algorithm.has_value(),
                           fmt::format("--mac-algorithm takes {} or all, not \"{}\"", algorithm_list(", "), name));
        options.algorithms.push_back(algorithm.value_or(Algorithm::HmacSha256));
    }
}

void set_lengths(bench::ComparisonOptions& options, const Given& given, Validation& validation) {
    options.lengths.clear();
    for (const std::string& word : distinct_entries(given.list("--message-bytes"))) {
        std::uint64_t length = bench::mixed_lengths;
        if (word != mixed_word) {
            validation.set(length, parse_number("--message-bytes", word, 1, core::max_batch_message_bytes));
        }
        options.lengths.push_back(length);
    }
}

void set_bench_threads(bench::ComparisonOptions& options, const Given& given, Validation& validation) {
    std::uint64_t threads = 0;
    validation.set(threads, parse_number("--threads", given.text("--threads"), 1, most_bench_threads));
    options.threads = static_cast<std::uint32_t>(threads);
}

void set_seconds(bench::ComparisonOptions& options, const Given& given, Validation& validation) {
    const std::string& text = given.text("--seconds");
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), options.seconds);
    const bool is_in_range = options.seconds > 0 && options.seconds <= most_seconds;    // which NaN is not
    validation.require(error == std::errc{} && end == text.data() + text.size() && is_in_range,
                       fmt::format("--seconds takes a number above 0 and up to {}, not \"{}\"", most_seconds, text));
}

void set_input_mib(bench::ComparisonOptions& options, const Given& given, Validation& validation) {
    std::uint64_t mib = 0;
    validation.set(mib, parse_number("--input-mib", given.text("--input-mib"), 1, most_input_mib));
    options.max_input_bytes = mib << 20;
}

std::vector<std::string> bench_backend_words() {
    std::vector<std::string> names;
    for (const backend::BackendInfo& info : backend::backends()) {
        if (info.name.find(':') == std::string_view::npos) {    // a bash word ends at a colon
            names.emplace_back(info.name);
        }
    }
    return names;
}

std::vector<std::string> bench_algorithm_words() {
    std::vector<std::string> names{std::string(all_of_them)};
    for (const Algorithm algorithm : all_algorithms) {
        names.emplace_back(name_of(algorithm));
    }
    return names;
}

Option bench_list(std::string_view name, std::string help, std::vector<std::string> words,
                  Effect<bench::ComparisonOptions> set) {
    return {.names = name,
            .commands = bench_only,
            .takes = Takes::Each,
            .value = "LIST",
            .help = std::move(help),
            .words = std::move(words),
            .set_bench = set};
}

}    // namespace

Options bench_options() {
    return {
        bench_list("--backend", "Which of " + backend::backend_names().substr(6) + " [those that are there]",
                   bench_backend_words(), set_backends),
        bench_list("--mac-algorithm", "Names of algorithms, or all [HMAC_SHA_256,HMAC_SHA_512]",
                   bench_algorithm_words(), set_algorithms),
        bench_list("--message-bytes",
                   "Lengths of messages; mixed: 1 to 4096, as many of each order of magnitude [16,256,4096,mixed]",
                   {std::string(mixed_word)}, set_lengths),
        {.names = "--threads",
         .commands = bench_only,
         .value = "N",
         .help = "How many CPU threads [all]",
         .set_bench = set_bench_threads},
        {.names = "--seconds",
         .commands = bench_only,
         .value = "S",
         .help = "For each row, once it has three samples [0.25]",
         .fallback = "0.25",
         .set_bench = set_seconds},
        {.names = "--input-mib",
         .commands = bench_only,
         .value = "N",
         .help = "At most this many MiB of records for each row [8 for each thread; a GPU's kernel 256]",
         .set_bench = set_input_mib},
        {.names = "--json",
         .commands = bench_only,
         .value = "FILE",
         .help = "Every sample, and what it was measured on (-: to standard output, and the table to standard error)",
         .is_file = true},
        {.names = "--report",
         .commands = bench_only,
         .value = "FILE",
         .help = "Write a page for people to this file: curves, stages, batch sizes, samples, with the JSON within",
         .is_file = true,
         .set_bench = [](bench::ComparisonOptions& options, const Given&,
                         Validation&) { options.wants_details = true; }},
    };
}

Result<bench::ComparisonOptions> make_bench_options(const Given& given) {
    bench::ComparisonOptions options;
    options.algorithms = {Algorithm::HmacSha256, Algorithm::HmacSha512};
    options.lengths = {16, 256, 4096, bench::mixed_lengths};
    options.threads = std::max(1U, std::thread::hardware_concurrency());
    Validation validation;
    given.apply(options, validation);
    const std::string clash =
        find_clash(std::vector<NamedFile>{{"--json", given.text("--json")}, {"--report", given.text("--report")}}, {});
    validation.require(clash.empty(), clash);
    return validation.error().empty() ? Result<bench::ComparisonOptions>(std::move(options))
                                      : Result<bench::ComparisonOptions>(Error{validation.error()});
}

}    // namespace hmacsweep::cli
