#include "host/bench/whole_run.hpp"

#include "host/base/output_file.hpp"
#include "host/run/pipeline.hpp"
#include "host/run/slab_sizes.hpp"

#include <chrono>
#include <system_error>

#include <sys/mman.h>
#include <unistd.h>

namespace hmacsweep::bench {
namespace {

Fd memory_file(const char* name) {
    Fd fd(::memfd_create(name, MFD_CLOEXEC));
    if (!fd) {
        throw std::system_error(errno, std::generic_category(), "memfd_create");
    }
    return fd;
}

std::string path_of(const Fd& fd) {
    return "/dev/fd/" + std::to_string(fd.get());
}

/// The first thing that went wrong with a run itself; empty when nothing did.
std::string problem_of(const report::Report& report) {
    if (report.num_disagreements != 0) {
        return "backend and checker disagree";
    }
    for (const std::string& problem : {report.backend_error, report.sources.at(0).error, report.results.error}) {
        if (!problem.empty()) {
            return problem;
        }
    }
    return "";
}

/// Seconds of one run.
double time_run(const judge::RunContext& context, const Text& text, const Fd& results_fd, StageTimes* times = nullptr) {
    if (::ftruncate(results_fd.get(), 0) != 0 || ::lseek(results_fd.get(), 0, SEEK_SET) != 0) {
        throw std::system_error(errno, std::generic_category(), "ftruncate");
    }
    Result<OutputFile> results = OutputFile::open(path_of(results_fd), {});
    if (!results) {
        throw std::runtime_error(results.error().message);
    }
    StopFlag stop;
    const auto begun = std::chrono::steady_clock::now();
    const std::vector<std::string> names{text.path()};
    std::vector<input::Source> sources = input::open_sources(names, context.options.shape.format);
    const report::Report report = run::run(context, sources, InputDigest::None, {*results}, stop);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    if (const std::string problem = problem_of(report); !problem.empty()) {
        throw std::runtime_error(problem);
    }
    if (report.counts.of(report::RecordClass::Invalid) != text.num_wrong() ||
        report.counts.of(report::RecordClass::Valid) != text.num_records() - text.num_wrong()) {
        throw WrongVerdicts("a timed run gave wrong results");
    }
    if (times != nullptr) {
        *times = report.times;
    }
    return seconds;
}

}    // namespace

Text::Text(const Records& records)
    : fd_(memory_file("hmacsweep-records")), num_records_(records.messages.size()), num_wrong_(records.num_wrong) {
    const std::string lines = json_lines(records);
    bytes_ = lines.size();
    for (std::size_t written = 0; written < lines.size();) {
        const ssize_t count = ::write(fd_.get(), lines.data() + written, lines.size() - written);
        if (count < 0) {
            throw std::system_error(errno, std::generic_category(), "cannot write the records to memory");
        }
        written += static_cast<std::size_t>(count);
    }
}

std::string Text::path() const {
    return path_of(fd_);
}

Rate whole_run_rate(const backend::ChosenBackend& chosen, backend::Backend& backend, const keys::KeyTable& keys,
                    const Text& text, std::uint32_t threads, const Effort& effort, rules::ResultsFilter filter) {
    rules::RunOptions options;
    options.results = filter;
    options.threads = threads;
    options.slab_bytes = run::slab_bytes_for(*chosen.info, threads);
    const judge::RunContext context{options, keys, backend};
    const Fd results = memory_file("hmacsweep-results");
    static_cast<void>(time_run(context, text, results));    // warms up
    Rate rate;
    rate.records = static_cast<double>(text.num_records());
    rate.bytes = static_cast<double>(text.bytes());
    take_samples(rate, effort, [&] { return time_run(context, text, results); });
    return rate;
}

StageTimes stage_times(const backend::ChosenBackend& chosen, backend::Backend& backend, const keys::KeyTable& keys,
                       const Text& text, std::uint32_t threads) {
    rules::RunOptions options;
    options.threads = threads;
    options.slab_bytes = run::slab_bytes_for(*chosen.info, threads);
    const judge::RunContext context{options, keys, backend, nullptr, nullptr, true};
    const Fd results = memory_file("hmacsweep-results");
    StageTimes best;
    for (int run = 0; run < 3; ++run) {
        StageTimes times;
        static_cast<void>(time_run(context, text, results, &times));
        if (run == 0 || times.total() < best.total()) {
            best = times;
        }
    }
    return best;
}

}    // namespace hmacsweep::bench
