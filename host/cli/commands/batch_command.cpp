#include "host/cli/commands/batch_command.hpp"

#include "host/audit/report_page.hpp"
#include "host/audit/slab_findings.hpp"
#include "host/backend/cuda_backend.hpp"
#include "host/backend/registry.hpp"
#include "host/base/encoding.hpp"
#include "host/cli/commands/job_hint.hpp"
#include "host/cli/commands/status.hpp"
#include "host/cli/options/key_id_option.hpp"
#include "host/cli/out_of_memory.hpp"
#include "host/cli/progress_bar.hpp"
#include "host/cli/signals.hpp"
#include "host/input/file_list.hpp"
#include "host/keys/key_file.hpp"
#include "host/report/diagnosis_text.hpp"
#include "host/report/key_remarks.hpp"
#include "host/report/rejects.hpp"
#include "host/report/result_lines.hpp"
#include "host/report/summary_text.hpp"
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

/// Of how many files without a MAC a manifest's maker tells the reason.
constexpr std::size_t most_told = 20;

/// The inputs' total size; nothing when one of them is no regular file.
std::optional<std::uint64_t> total_bytes(const std::vector<input::Source>& sources) {
    std::uint64_t total = 0;
    for (const input::Source& source : sources) {
        if (!source.is_regular && source.error.empty()) {
            return std::nullopt;
        }
        total += source.is_archive ? 0 : source.expected_bytes;    // its members are counted
    }
    return total;
}

/// Whether it was written.
bool write_summary(OutputFile& file, const report::Report& report, const report::RunFacts& facts) {
    const EndsWithoutMemory scope;
    try {
        if (file.write(report::to_json(report::summarize(report, facts))) == WriteOutcome::Ok &&
            file.commit() == WriteOutcome::Ok) {
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
void tell(const BatchRequest& request, const report::Report& report, const report::RunFacts& facts) {
    try {
        const bool is_colored = wants_color(request.color);
        say(request.is_quiet ? report::quiet_text(report, facts, is_colored)
                             : report::summary_text(report, facts, is_colored));
    } catch (const std::exception& error) {
        complain("cannot show the counts:");
        complain(error.what());
    }
}

/// Made of the summary as it is stored, so that a report of the stored one is the same. Whether it was written.
bool write_report(OutputFile& file, const report::Report& report, const report::RunFacts& facts,
                  audit::Findings& findings) {
    const EndsWithoutMemory scope;
    try {
        findings.finish();
        const Result<report::Summary> summary =
            report::parse_summary(report::to_json(report::summarize(report, facts)));
        if (!summary) {
            complain(fmt::format("no report was made of the summary: {}", summary.error().message));
            return false;
        }
        if (file.write(audit::report_html({*summary, &findings})) == WriteOutcome::Ok &&
            file.commit() == WriteOutcome::Ok) {
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
    keys::LoadedKeys keys;
    rules::RunOptions options;
    backend::ChosenBackend backend;
    std::vector<input::Source> sources;
    std::vector<input::PassedOver> passed_over;
    std::optional<report::Part> part;         ///< with --shard
    std::vector<FileIdentity> other_files;    ///< of the other shards
    std::optional<OutputFile> output;
    std::optional<OutputFile> rejects;
    std::optional<OutputFile> summary;
    std::optional<OutputFile> report;
};

report::Part part_of(const input::Shard& shard, const input::ShardFiles& files) {
    report::Part part;
    part.number = shard.number;
    part.of = shard.of;
    part.files = files.own.count;
    part.files_sum = files.own.sum.hex();
    part.all_files = files.all.count;
    part.all_files_sum = files.all.sum.hex();
    return part;
}

/// Opens the inputs, or lists the files that are messages.
Result<input::Inputs> find_inputs(const BatchRequest& request, const input::FolderRules& folders) {
    if (!request.run.writes_manifest) {
        return input::open_inputs(request.inputs, request.run.shape, folders, request.shard);
    }
    std::vector<FileIdentity> written;
    for (const std::string* const path : {&request.output, &request.rejects, &request.summary}) {
        if (const std::optional<FileIdentity> identity = identity_of(*path)) {
            written.push_back(*identity);
        }
    }
    return input::list_files(request.inputs, request.run.shape.base, folders, written);
}

/// Opens it all; the status to end with when something is wrong.
std::optional<int> open_all(const BatchRequest& request, Opened& opened) {
    Result<keys::LoadedKeys> keys = keys::load_key_files(request.keys);
    if (!keys) {
        return fail(report::Status::Usage, keys.error().message);
    }
    opened.keys = std::move(*keys);
    for (const std::string& notice : opened.keys.notices) {
        warn(notice);
    }
    opened.options = request.run;
    if (const std::optional<Error> error = settle_key_ids(request.key_ids, opened.keys.store, opened.options)) {
        return fail(report::Status::Usage, error->message);
    }
    input::FolderRules folders = request.folders;
    folders.key_files = opened.keys.identities;
    Result<input::Inputs> found = find_inputs(request, folders);
    if (!found) {
        return fail(report::Status::Usage, found.error().message);
    }
    input::Inputs& inputs = *found;
    opened.sources = std::move(inputs.sources);
    opened.passed_over = std::move(inputs.passed_over);
    if (request.shard) {
        if (const std::string& name = inputs.shard->odd_one; !name.empty()) {
            return fail(report::Status::Usage,
                        fmt::format("--shard is for files, and {} is none", printable(name, 200)));
        }
        opened.part = part_of(*request.shard, *inputs.shard);
        opened.other_files = std::move(inputs.shard->others);
    }
    if (!request.rejects.empty()) {
        const std::string clash = report::clash_of_rejects(opened.sources, folders.charset, request.run.shape);
        if (!clash.empty()) {
            return fail(report::Status::Usage, clash);
        }
    }
    const format::Chain& chain = request.run.shape.chain;
    const auto num_inputs =
        std::ranges::count_if(opened.sources, [](const input::Source& source) { return !source.is_archive; });
    if (chain.end && !chain.is_one && num_inputs > 1) {
        return fail(report::Status::Usage, "--chain-end is for one chain: several inputs are one with --one-chain");
    }
    if (opened.options.with_record && num_inputs > 1) {
        return fail(report::Status::Usage, "--with-record writes one input again: run it for each of several inputs");
    }
    Result<backend::ChosenBackend> backend =
        backend::choose_backend({request.backend, request.devices, total_bytes(opened.sources)});
    if (!backend) {
        return fail(report::Status::BackendFailed, backend.error().message);
    }
    opened.backend = std::move(*backend);
    for (const std::string& warning : opened.backend.warnings) {
        warn(warning);
    }
    std::vector<FileIdentity> read_files = opened.keys.identities;
    read_files.insert(read_files.end(), opened.other_files.begin(), opened.other_files.end());
    if (request.name_list) {
        read_files.push_back(*request.name_list);
    }
    const std::vector<FileIdentity> forbidden = run::forbidden_files(opened.sources, std::move(read_files));
    opened.signals.emplace(opened.stop);    // from now on there are temporary files to remove
    for (const auto& [path, file] : {std::pair(&request.output, &opened.output),
                                     {&request.rejects, &opened.rejects},
                                     {&request.summary, &opened.summary},
                                     {&request.report, &opened.report}}) {
        if (path->empty()) {
            continue;
        }
        Result<OutputFile> output = OutputFile::open(*path, forbidden);
        if (!output) {
            return fail(report::Status::Usage, output.error().message);
        }
        file->emplace(std::move(*output));
    }
    return std::nullopt;
}

/// Tells why keys have no valid record, as soon as that is known.
class Hints {
public:
    Hints(const keys::KeyStore& keys, ProgressBar& bar) : keys_(keys), bar_(bar) {}

    void tell(const diagnosis::Diagnosis& diagnosis) {
        const bool is_known = std::ranges::find(told_, diagnosis.findings) != told_.end();
        const std::string text = report::hint_text(diagnosis, keys_, is_known);
        if (!text.empty()) {
            bar_.clear();
            say(text);
            told_.push_back(diagnosis.findings);
        }
    }

private:
    const keys::KeyStore& keys_;
    ProgressBar& bar_;
    std::vector<std::vector<diagnosis::Finding>> told_;
};

run::Outputs outputs_of(Opened& opened) {
    return {*opened.output, opened.rejects ? &*opened.rejects : nullptr};
}

/// What is said and begun before the first record is read.
void begin(const BatchRequest& request, Opened& opened) {
    if (request.digest != InputDigest::None) {
        opened.output->start_digest();
        if (opened.rejects) {
            opened.rejects->start_digest();
        }
    }
    if (request.inputs == std::vector<std::string>{"-"} && ::isatty(STDIN_FILENO) != 0) {
        say("hmacsweep: reading records from the terminal; Ctrl-D ends them\n");
    }
}

/// Judges every record, with progress, hints and findings as the request wants them.
report::Report judge_all(const BatchRequest& request, Opened& opened, const judge::RunContext& context,
                         audit::Findings& findings) {
    ProgressBar bar(request.progress, total_bytes(opened.sources).value_or(0));
    Hints hints(opened.keys.store, bar);
    run::Observer observer;
    if (bar.is_shown()) {
        observer.on_progress = [&bar](const run::Progress& progress) { bar.update(progress); };
    }
    if (!request.is_quiet) {
        observer.on_diagnosis = [&hints](const diagnosis::Diagnosis& found) { hints.tell(found); };
    }
    if (opened.report) {
        observer.on_failures = [&](const input::Slab& slab, const input::SlabPlace& place,
                                   const judge::SlabResult& result) {
            audit::collect(slab, place, result, opened.keys.store, findings);
        };
    }
    if (request.run.writes_manifest) {    // which has no line for a file without a MAC
        observer.on_failures = [&bar, told = std::size_t{0}](const input::Slab&, const input::SlabPlace&,
                                                             const judge::SlabResult& result) mutable {
            for (const judge::Outcome& outcome : result.outcomes) {
                if (outcome.verdict != Verdict::Valid && told++ < most_told) {
                    bar.clear();
                    warn(report::reason_of(result, outcome));
                }
            }
        };
    }
    report::Report report =
        run::run(context, opened.sources, request.digest, outputs_of(opened), opened.stop, observer);
    report.passed_over = std::move(opened.passed_over);
    report.part = opened.part;
    bar.clear();
    return report;
}

/// Writes the summary, and the page last, so that the page tells the status that the process ends with. Returns that
/// status.
int write_evidence(const BatchRequest& request, Opened& opened, report::Report& report, report::RunFacts& facts,
                   audit::Findings& findings) {
    if (opened.summary && !write_summary(*opened.summary, report, facts)) {
        report.is_summary_unwritten = true;
        facts.status = report::exit_status(report, request.expectations);
    }
    if (opened.report && !write_report(*opened.report, report, facts, findings)) {
        report.is_page_unwritten = true;
        facts.status = report::exit_status(report, request.expectations);
    }
    if (!report.results.is_closed_pipe) {
        tell(request, report, facts);
    }
    return facts.status;
}

}    // namespace

int run_batch(const BatchRequest& request) {
    const auto started = std::chrono::system_clock::now();
    const auto begun = std::chrono::steady_clock::now();
    Opened opened;
    if (const std::optional<int> status = open_all(request, opened)) {
        return opened.stop.signal() > 0 ? as_int(report::Status::Interrupted) + opened.stop.signal() : *status;
    }
    begin(request, opened);
    const keys::KeyTable table(opened.keys.store);
    const Result<std::optional<rules::Candidates>> candidates = rules::find_candidates(opened.options, table);
    if (!candidates) {
        return fail(report::Status::Usage, candidates.error().message);
    }
    if (*candidates && !(**candidates).notice().empty()) {
        warn((**candidates).notice());
    }
    std::unique_ptr<backend::Backend> backend;
    try {
        backend = backend::open_backend(opened.backend, table);
    } catch (const backend::BackendFailure& failure) {
        return fail(report::Status::BackendFailed, failure.what());
    }
    opened.options.slab_bytes = run::slab_bytes_for(*opened.backend.info, opened.options.threads);
    if (request.digest == InputDigest::Tree) {
        opened.options.slab_bytes = std::max(opened.options.slab_bytes, run::tree_slab_bytes);
    }
    if (opened.options.shape.recipe.uses_files) {
        opened.options.slab_bytes = std::min(opened.options.slab_bytes, run::file_slab_bytes);
    }
    audit::Findings findings;
    report::Report report =
        judge_all(request, opened,
                  {opened.options, table, *backend, *candidates ? &**candidates : nullptr, &opened.stop}, findings);
    backend.reset();
    if (const std::string failure = backend::cuda_release_failure(); !failure.empty()) {
        warn(fmt::format("a GPU did not clean up: {}", failure));
    }
    for (const std::string& remark : report::key_remarks(report, opened.options, opened.keys.store)) {
        warn(remark);
    }
    report::RunFacts facts{
        opened.options, opened.keys.store, opened.backend, request.arguments, started, 0, request.expectations, 0,
        request.command};
    facts.status = run::finish_results(outputs_of(opened), report, request.expectations);
    facts.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    const int status = write_evidence(request, opened, report, facts, findings);
    if (!report.results.is_closed_pipe && status < as_int(report::Status::BackendFailed)) {
        say(job_hint(request, opened.keys, report));
    }
    return status;
}

}    // namespace hmacsweep::cli
