#include "host/cli/commands/bench_command.hpp"

#include "host/backend/cuda_backend.hpp"
#include "host/base/output_file.hpp"
#include "host/bench/comparison_json.hpp"
#include "host/bench/comparison_page.hpp"
#include "host/cli/commands/bench_table.hpp"
#include "host/cli/commands/status.hpp"
#include "host/cli/commit.hpp"
#include "host/cli/options/bench_options.hpp"
#include "host/cli/terminal.hpp"
#include "host/report/ending.hpp"

#include <cstdio>
#include <system_error>
#include <vector>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

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

/// Measures, prints and writes.
int measure(const bench::ComparisonOptions& options, Outputs& outputs, std::FILE* out, const std::string& command) {
    BenchTable table(out, options);
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

int run_bench(const Invocation& invocation) {
    const Given& given = invocation.given;
    const Result<bench::ComparisonOptions> options = make_bench_options(given);
    if (!options) {
        complain(options.error().message);
        say("Try hmacsweep bench --help\n");
        return static_cast<int>(report::Status::Usage);
    }
    Outputs outputs;
    for (const auto& [path, output] :
         {std::pair(&given.text("--json"), &outputs.json), std::pair(&given.text("--report"), &outputs.report)}) {
        if (const std::optional<Error> error = open_output(*path, *output)) {
            return fail(report::Status::Usage, error->message);
        }
    }
    try {
        const bool is_page_on_output = given.text("--json") == "-" || given.text("--report") == "-";
        return measure(*options, outputs, is_page_on_output ? stderr : stdout, command_line(invocation.arguments));
    } catch (const bench::WrongVerdicts& wrong) {
        return fail(report::Status::BackendFailed, wrong.what());
    } catch (const backend::BackendFailure& failure) {
        return fail(report::Status::BackendFailed, failure.what());
    } catch (const std::system_error& error) {
        return fail(report::Status::Incomplete, error.what());
    }
}

}    // namespace hmacsweep::cli
