#include "host/run/verify_files.hpp"

#include "host/backend/registry.hpp"
#include "host/base/algorithm_names.hpp"
#include "host/keys/key_file.hpp"
#include "host/keys/key_source.hpp"
#include "host/rules/recipe_keys.hpp"
#include "host/run/outputs.hpp"
#include "host/run/pipeline.hpp"
#include "host/run/slab_sizes.hpp"

#include <algorithm>
#include <memory>
#include <thread>

namespace hmacsweep {
namespace {

Result<rules::RunOptions> options_of(const VerifyRequest& request) {
    rules::RunOptions options;
    options.shape.default_key_id = request.key_id;
    if (request.key_id.empty() && request.key_files.size() == 1 &&
        keys::parse_key_source(request.key_files.front()).is_bare_secret()) {
        options.shape.default_key_id = request.key_files.front();
    }
    options.threads = request.threads != 0 ? request.threads : std::max(1U, std::thread::hardware_concurrency());
    options.results = request.results.empty() ? rules::ResultsFilter::None : rules::ResultsFilter::All;
    if (!request.mac_algorithm.empty()) {
        options.shape.default_algorithm = parse_algorithm(request.mac_algorithm);
        if (!options.shape.default_algorithm) {
            return Error{"there is no MacAlgorithm '" + request.mac_algorithm + "'"};
        }
    }
    return options;
}

std::vector<std::string> problems_of(const report::Report& report) {
    std::vector<std::string> problems;
    const auto add = [&](const std::string& where, const std::string& what) {
        if (!what.empty()) {
            problems.push_back(where + what);
        }
    };
    for (const report::SourceReport& source : report.sources) {
        add(source.name + ": ", source.error);
    }
    for (const input::PassedOver& file : report.passed_over) {
        add(file.name + " was passed over: it ", file.is_accepted ? "" : file.reason);
    }
    add(report.results.name + ": ", report.results.error);
    add("", report.backend_error);
    add("", report.accounting_error);
    if (report.num_disagreements != 0) {
        problems.emplace_back("the backend and the checker disagree on a record");
    }
    return problems;
}

VerifyOutcome outcome_of(const report::Report& report, int status) {
    const auto count = [&](report::RecordClass record_class) { return report.counts.of(record_class); };
    return {count(report::RecordClass::Valid),
            count(report::RecordClass::Invalid),
            count(report::RecordClass::Unverifiable),
            count(report::RecordClass::Untagged),
            count(report::RecordClass::Malformed),
            status,
            problems_of(report)};
}

}    // namespace

Result<VerifyOutcome> verify_files(const VerifyRequest& request) {
    Result<rules::RunOptions> options = options_of(request);
    if (!options) {
        return options.error();
    }
    const Result<keys::LoadedKeys> keys = keys::load_key_files(request.key_files);
    if (!keys) {
        return keys.error();
    }
    if (const std::optional<Error> error = rules::set_recipe_keys(options->shape.recipe, keys->store)) {
        return *error;
    }
    input::Inputs inputs = input::open_inputs(request.inputs, options->shape, {.key_files = keys->identities});
    const Result<backend::ChosenBackend> chosen = backend::choose_backend({.name = request.backend});
    if (!chosen) {
        return chosen.error();
    }
    Result<OutputFile> results = OutputFile::open(request.results.empty() ? "/dev/null" : request.results,
                                                  run::forbidden_files(inputs.sources, keys->identities));
    if (!results) {
        return results.error();
    }
    const keys::KeyTable table(keys->store);
    std::unique_ptr<backend::Backend> backend;
    try {
        backend = backend::open_backend(*chosen, table);
    } catch (const backend::BackendFailure& failure) {
        return Error{failure.what()};
    }
    options->slab_bytes = run::slab_bytes_for(*chosen->info, options->threads);
    StopFlag stop;
    const run::Outputs outputs{*results};
    report::Report report = run::run({*options, table, *backend}, inputs.sources, InputDigest::None, outputs, stop);
    report.passed_over = std::move(inputs.passed_over);
    const int status = run::finish_results(outputs, report, {});
    return outcome_of(report, status);
}

}    // namespace hmacsweep
