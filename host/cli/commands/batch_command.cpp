#include "host/cli/commands/batch_command.hpp"

#include "host/audit/slab_findings.hpp"
#include "host/backend/cuda_backend.hpp"
#include "host/backend/registry.hpp"
#include "host/cli/commands/batch_evidence.hpp"
#include "host/cli/commands/batch_files.hpp"
#include "host/cli/commands/job_hint.hpp"
#include "host/cli/commands/status.hpp"
#include "host/cli/progress_bar.hpp"
#include "host/report/diagnosis_text.hpp"
#include "host/report/key_remarks.hpp"
#include "host/report/result_lines.hpp"
#include "host/report/summarize.hpp"
#include "host/rules/candidates.hpp"
#include "host/run/pipeline.hpp"
#include "host/run/slab_sizes.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <unistd.h>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

/// Of how many files without a MAC a manifest's maker tells the reason.
constexpr std::size_t most_told = 20;

/// Tells why keys have no valid record, as soon as that is known. What no usual mistake explains is kept for the end:
/// there may be a command that explains it.
class Hints {
public:
    Hints(const keys::KeyStore& keys, ProgressBar& bar, std::string& unexplained)
        : keys_(keys), bar_(bar), unexplained_(unexplained) {}

    void tell(const diagnosis::Diagnosis& diagnosis) {
        const bool is_known = std::ranges::find(told_, diagnosis.findings) != told_.end();
        const std::string text = report::hint_text(diagnosis, keys_, is_known);
        if (!report::explains_most(diagnosis)) {
            unexplained_ += text;
        } else if (!text.empty()) {
            bar_.clear();
            say(text);
        }
        if (!text.empty()) {
            told_.push_back(diagnosis.findings);
        }
    }

private:
    const keys::KeyStore& keys_;
    ProgressBar& bar_;
    std::string& unexplained_;
    std::vector<std::vector<diagnosis::Finding>> told_;
};

/// That the text before a chain's first record may be a MAC that was copied in part; empty: it is none, or whole.
std::string remark_on_chain_start(const format::Shape& shape, std::uint64_t min_mac_bytes) {
    constexpr std::size_t least_digits = 16;
    const std::string start = shape.chain.start.value_or("");
    if (start.size() < least_digits || min_mac_bytes != 0 || !shape.default_algorithm || shape.recipe.previous_field ||
        start.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos) {
        return {};
    }
    const std::size_t wanted = std::size_t{2} * core::digest_bytes(*shape.default_algorithm);
    return start.size() == wanted ? std::string()
                                  : fmt::format("--chain-start has {} hex digits, and a MAC of {} has {}", start.size(),
                                                name_of(*shape.default_algorithm), wanted);
}

/// What is said and begun before the first record is read.
void begin(const BatchRequest& request, Opened& opened) {
    if (request.digest != InputDigest::None) {
        opened.output->start_digest();
        if (opened.rejects) {
            opened.rejects->start_digest();
        }
    }
    if (const std::string remark = remark_on_chain_start(request.run.shape, request.run.min_mac_bytes);
        !remark.empty()) {
        warn(remark);
    }
    if (request.inputs == std::vector<std::string>{"-"} && ::isatty(STDIN_FILENO) != 0) {
        say("hmacsweep: reading records from the terminal; Ctrl-D ends them\n");
    }
}

/// Judges every record, with progress, hints and findings as the request wants them.
report::Report judge_all(const BatchRequest& request, Opened& opened, const judge::RunContext& context,
                         audit::Findings& findings, std::string& unexplained) {
    ProgressBar bar(request.progress, total_bytes(opened.sources).value_or(0));
    Hints hints(opened.keys.store, bar, unexplained);
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
    if (request.run.line_form == rules::LineForm::Manifest) {    // which has no line for a file without a MAC
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
    if (opened.unnamed) {
        observer.on_slab = [&](const input::Slab& slab, const judge::SlabResult& result) {
            opened.unnamed->see(slab, result);
        };
    }
    report::Report report = run::run(context, opened.sources, request.digest, opened.outputs(), opened.stop, observer);
    report.passed_over = std::move(opened.passed_over);
    if (opened.unnamed) {
        opened.unnamed->finish(report);
    }
    report.part = opened.part;
    bar.clear();
    return report;
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
    std::string unexplained;
    report::Report report = judge_all(
        request, opened, {opened.options, table, *backend, *candidates ? &**candidates : nullptr, &opened.stop},
        findings, unexplained);
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
    facts.status = run::finish_results(opened.outputs(), report, request.expectations);
    facts.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    const int status = write_evidence(request, opened, report, facts, findings);
    if (!report.results.is_closed_pipe && status < as_int(report::Status::BackendFailed)) {
        const std::string hint = job_hint(request, opened.keys, report);
        say(hint.empty() ? unexplained : hint);
    }
    return status;
}

}    // namespace hmacsweep::cli
