#include "host/cli/commands/batch_command.hpp"

#include "host/audit/report_page.hpp"
#include "host/audit/slab_findings.hpp"
#include "host/backend/cuda_backend.hpp"
#include "host/backend/registry.hpp"
#include "host/cli/options/key_id_option.hpp"
#include "host/cli/out_of_memory.hpp"
#include "host/cli/progress_bar.hpp"
#include "host/cli/signals.hpp"
#include "host/keys/key_file.hpp"
#include "host/report/diagnosis_text.hpp"
#include "host/report/summary.hpp"
#include "host/rules/candidates.hpp"
#include "host/run/pipeline.hpp"
#include "host/run/slab_sizes.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>

#include <unistd.h>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

constexpr int as_int(Status status) {
    return static_cast<int>(status);
}

int fail(Status status, const Error& error) {
    complain(error.message);
    return as_int(status);
}

/// The files that no output may overwrite.
std::vector<io::FileIdentity> read_files(const std::vector<io::Source>& sources, const LoadedKeys& keys,
                                         const std::optional<io::FileIdentity>& name_list) {
    std::vector<io::FileIdentity> files = keys.identities;
    if (name_list) {
        files.push_back(*name_list);
    }
    for (const io::Source& source : sources) {
        if (source.identity && source.is_regular) {
            files.push_back(*source.identity);
        }
    }
    return files;
}

/// The inputs' total size; nothing when one of them is no regular file.
std::optional<std::uint64_t> total_bytes(const std::vector<io::Source>& sources) {
    std::uint64_t total = 0;
    for (const io::Source& source : sources) {
        if (!source.is_regular && source.error.empty()) {
            return std::nullopt;
        }
        total += source.expected_bytes;
    }
    return total;
}

/// Makes the results appear, when the run is one that may leave some.
void finish_results(io::OutputFile& output, std::optional<io::OutputFile>& rejects, Report& report, int status) {
    const auto may_appear = [&] {
        return status != as_int(Status::BackendFailed) && report.signal == 0 && report.results.error.empty() &&
               report.rejects.error.empty();
    };
    report.results.bytes = output.bytes();
    report.results.sha256 = output.take_digest();
    if (rejects) {
        report.rejects.bytes = rejects->bytes();
        report.rejects.sha256 = rejects->take_digest();
        if (may_appear() && rejects->commit() != io::WriteOutcome::Ok) {
            report.rejects.error = rejects->error();
        }
    }
    if (may_appear() && output.commit() != io::WriteOutcome::Ok) {
        report.results.error = output.error();
    }
}

bool write_summary(io::OutputFile& file, const Report& report, const io::RunFacts& facts) {
    const EndsWithoutMemory scope;
    try {
        if (file.write(io::summary_json(report, facts)) == io::WriteOutcome::Ok &&
            file.commit() == io::WriteOutcome::Ok) {
            return true;
        }
        complain(file.error());
    } catch (const std::exception& error) {    // OpenSSL's, and the results are there by now
        complain("cannot write the summary:");
        complain(error.what());
    }
    return false;
}

/// The counts, for people. The status and the files stand, whatever becomes of them.
void tell(const BatchRequest& request, const Report& report, const io::RunFacts& facts) {
    try {
        say(request.is_quiet ? io::problems_text(report) : io::summary_text(report, facts, wants_color(request.color)));
    } catch (const std::exception& error) {
        complain("cannot show the counts:");
        complain(error.what());
    }
}

/// From the summary, so that a report made of a stored one is the same.
bool write_report(io::OutputFile& file, const Report& report, const io::RunFacts& facts, audit::Findings& findings) {
    const EndsWithoutMemory scope;
    try {
        findings.finish();
        const Result<audit::Evidence> evidence = audit::parse_evidence(io::summary_json(report, facts));
        if (!evidence) {
            complain(fmt::format("no report was made of the summary: {}", evidence.error().message));
            return false;
        }
        if (file.write(audit::report_html({*evidence, &findings})) == io::WriteOutcome::Ok &&
            file.commit() == io::WriteOutcome::Ok) {
            return true;
        }
        complain(file.error());
    } catch (const std::exception& error) {    // the results are there by now
        complain("cannot write the report:");
        complain(error.what());
    }
    return false;
}

/// Everything that was opened before the first record is read.
struct Opened {
    StopFlag stop;    ///< both go last, when no temporary file is left
    std::optional<SignalScope> signals;
    LoadedKeys keys;
    RunOptions options;
    ChosenBackend backend;
    std::vector<io::Source> sources;
    std::optional<io::OutputFile> output;
    std::optional<io::OutputFile> rejects;
    std::optional<io::OutputFile> summary;
    std::optional<io::OutputFile> report;
};

/// Opens it all; the status to end with when something is wrong.
std::optional<int> open_all(const BatchRequest& request, Opened& opened) {
    Result<LoadedKeys> keys = load_key_files(request.keys);
    if (!keys) {
        return fail(Status::Usage, keys.error());
    }
    opened.keys = std::move(*keys);
    for (const std::string& notice : opened.keys.notices) {
        warn(notice);
    }
    opened.options = request.run;
    if (const std::optional<Error> error = settle_key_ids(request.key_ids, opened.keys.store, opened.options)) {
        return fail(Status::Usage, *error);
    }
    opened.sources = io::open_sources(request.inputs, request.run.shape.format);
    io::leave_out(opened.sources, request.inputs, opened.keys.identities);
    const Chain& chain = request.run.shape.chain;
    if (chain.end && !chain.is_one && opened.sources.size() > 1) {
        return fail(Status::Usage, {"--chain-end is for one chain: several inputs are one with --one-chain"});
    }
    Result<ChosenBackend> backend = choose_backend({request.backend, request.devices, total_bytes(opened.sources)});
    if (!backend) {
        return fail(Status::BackendFailed, backend.error());
    }
    opened.backend = std::move(*backend);
    for (const std::string& warning : opened.backend.warnings) {
        warn(warning);
    }
    const std::vector<io::FileIdentity> forbidden = read_files(opened.sources, opened.keys, request.name_list);
    opened.signals.emplace(opened.stop);    // from now on there are temporary files to remove
    for (const auto& [path, file] : {std::pair(&request.output, &opened.output),
                                     {&request.rejects, &opened.rejects},
                                     {&request.summary, &opened.summary},
                                     {&request.report, &opened.report}}) {
        if (path->empty()) {
            continue;
        }
        Result<io::OutputFile> output = io::OutputFile::open(*path, forbidden);
        if (!output) {
            return fail(Status::Usage, output.error());
        }
        file->emplace(std::move(*output));
    }
    return std::nullopt;
}

/// Tells why keys have no valid record, as soon as that is known.
class Hints {
public:
    Hints(const KeyStore& keys, ProgressBar& bar) : keys_(keys), bar_(bar) {}

    void tell(const diagnosis::Diagnosis& diagnosis) {
        const bool is_known = std::ranges::find(told_, diagnosis.findings) != told_.end();
        const std::string text = io::hint_text(diagnosis, keys_, is_known);
        if (!text.empty()) {
            bar_.clear();
            say(text);
            told_.push_back(diagnosis.findings);
        }
    }

private:
    const KeyStore& keys_;
    ProgressBar& bar_;
    std::vector<std::vector<diagnosis::Finding>> told_;
};

}    // namespace

int run_batch(const BatchRequest& request) {
    const auto started = std::chrono::system_clock::now();
    const auto begun = std::chrono::steady_clock::now();
    Opened opened;
    StopFlag& stop = opened.stop;
    if (const std::optional<int> status = open_all(request, opened)) {
        return stop.signal() > 0 ? as_int(Status::Interrupted) + stop.signal() : *status;
    }
    if (request.digest != io::InputDigest::None) {
        opened.output->start_digest();
        if (opened.rejects) {
            opened.rejects->start_digest();
        }
    }

    if (request.inputs == std::vector<std::string>{"-"} && ::isatty(STDIN_FILENO) != 0) {
        say("hmacsweep: reading records from the terminal; Ctrl-D ends them\n");
    }
    const KeyTable table(opened.keys.store);
    const Result<std::optional<Candidates>> candidates = find_candidates(opened.options, table);
    if (!candidates) {
        return fail(Status::Usage, candidates.error());
    }
    if (*candidates && !(**candidates).notice().empty()) {
        warn((**candidates).notice());
    }
    std::unique_ptr<Backend> backend;
    try {
        backend = open_backend(opened.backend, table);
    } catch (const BackendFailure& failure) {
        return fail(Status::BackendFailed, {failure.what()});
    }
    opened.options.slab_bytes = slab_bytes_for(*opened.backend.info, opened.options.threads);
    const RunContext context{opened.options,
                             opened.keys.store,
                             table,
                             *backend,
                             opened.backend.info->is_openssl,
                             *candidates ? &**candidates : nullptr,
                             &stop};
    ProgressBar bar(request.progress, total_bytes(opened.sources).value_or(0));
    const OnProgress on_progress =
        bar.is_shown() ? OnProgress([&bar](const Progress& progress) { bar.update(progress); }) : OnProgress();
    Hints hints(opened.keys.store, bar);
    const OnDiagnosis on_diagnosis =
        request.is_quiet ? OnDiagnosis() : [&hints](const diagnosis::Diagnosis& found) { hints.tell(found); };
    audit::Findings findings;
    const OnFailures on_failures =
        opened.report ? OnFailures([&](const Slab& slab, const SlabPlace& place, const SlabResult& result) {
            audit::collect(slab, place, result, opened.keys.store, findings);
        })
                      : OnFailures();
    Report report = run(context, opened.sources, request.digest, *opened.output, stop, on_progress,
                        opened.rejects ? &*opened.rejects : nullptr, on_diagnosis, on_failures);
    bar.clear();
    backend.reset();
    if (const std::string failure = backend::cuda_release_failure(); !failure.empty()) {
        warn(fmt::format("a GPU did not clean up: {}", failure));
    }

    io::RunFacts facts{opened.options,
                       opened.keys.store,
                       opened.backend,
                       request.arguments,
                       started,
                       0,
                       request.expectations,
                       exit_status(report, request.expectations),
                       request.command};
    finish_results(*opened.output, opened.rejects, report, facts.status);
    facts.status = exit_status(report, request.expectations);
    facts.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    if (opened.report && !write_report(*opened.report, report, facts, findings) &&
        facts.status < as_int(Status::Incomplete)) {
        facts.status = as_int(Status::Incomplete);
    }
    if (opened.summary && !write_summary(*opened.summary, report, facts) && facts.status < as_int(Status::Incomplete)) {
        facts.status = as_int(Status::Incomplete);
    }
    if (report.results.is_closed_pipe) {
        return facts.status;
    }
    tell(request, report, facts);
    return facts.status;
}

}    // namespace hmacsweep::cli
