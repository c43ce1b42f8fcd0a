#include "tests/support/runs.hpp"

#include "tests/support/catch.hpp"

#include <cstdlib>
#include <sstream>
#include <stdexcept>

namespace hmacsweep::tests {

std::vector<const backend::BackendInfo*> available_backends() {
    std::vector<const backend::BackendInfo*> available;
    const char* const only = std::getenv("HMACSWEEP_TEST_BACKEND");
    for (const backend::BackendInfo& info : backend::backends()) {
        if (only != nullptr && info.name != only) {
            continue;
        }
        const backend::Probe probe = info.probe({});
        if (probe.is_available) {
            available.push_back(&info);
        } else {
            say_skipped(std::string("backend ") + std::string(info.name) + ": " + probe.detail);
        }
    }
    return available;
}

const backend::BackendInfo& backend_named(std::string_view name) {
    for (const backend::BackendInfo& info : backend::backends()) {
        if (info.name == name) {
            return info;
        }
    }
    throw std::invalid_argument(std::string("no backend ") + std::string(name));
}

namespace {

RunOutcome run_files_on(const std::vector<std::string>& inputs, const keys::KeyStore& keys,
                        const rules::RunOptions& options, const backend::OpenBackend& open, ParsedLines lines,
                        InputDigest digest = InputDigest::None) {
    const TempDir folder;
    const std::string results = folder.file("results.jsonl");
    const keys::KeyTable table(keys);
    std::vector<input::Source> sources = input::open_sources(inputs, options.shape.format);
    Result<OutputFile> output = OutputFile::open(results, {});
    if (!output) {
        throw std::runtime_error(output.error().message);
    }
    StopFlag stop;
    RunOutcome outcome;
    const std::unique_ptr<backend::Backend> backend = open(table);
    const Result<std::optional<rules::Candidates>> candidates = rules::find_candidates(options, table);
    if (!candidates) {
        throw std::runtime_error(candidates.error().message);
    }
    outcome.report =
        run::run({options, table, *backend, *candidates ? &**candidates : nullptr}, sources, digest, {*output}, stop);
    if (output->commit() != WriteOutcome::Ok) {
        throw std::runtime_error(output->error());
    }
    outcome.text = folder.read("results.jsonl");
    std::istringstream text(outcome.text);
    for (std::string line; lines == ParsedLines::Wanted && std::getline(text, line);) {
        outcome.lines.push_back(nlohmann::json::parse(line));
    }
    return outcome;
}

}    // namespace

RunOutcome run_files(const std::vector<std::string>& inputs, const keys::KeyStore& keys,
                     const rules::RunOptions& options, const backend::BackendInfo& backend, ParsedLines lines) {
    const auto open = [&](const keys::KeyTable& table) { return backend.open(table, {}); };
    return run_files_on(inputs, keys, options, open, lines);
}

RunOutcome run_text(std::string_view input, const keys::KeyStore& keys, const rules::RunOptions& options,
                    const backend::BackendInfo& backend, ParsedLines lines) {
    const TempDir folder;
    return run_files({folder.write("input.jsonl", input)}, keys, options, backend, lines);
}

RunOutcome run_text_on(std::string_view input, const keys::KeyStore& keys, const rules::RunOptions& options,
                       const backend::OpenBackend& open, InputDigest digest) {
    const TempDir folder;
    return run_files_on({folder.write("input.jsonl", input)}, keys, options, open, ParsedLines::Unwanted, digest);
}

std::string code_of(const nlohmann::json& line) {
    return line.contains("Error") ? line.at("Error").at("Code").get<std::string>() : std::string("valid");
}

std::vector<std::string> codes_of(const RunOutcome& outcome) {
    std::vector<std::string> codes;
    for (const nlohmann::json& line : outcome.lines) {
        codes.push_back(code_of(line));
    }
    return codes;
}

}    // namespace hmacsweep::tests
