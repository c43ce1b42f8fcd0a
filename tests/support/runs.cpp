#include "tests/support/runs.hpp"

#include "tests/support/catch.hpp"

#include <sstream>
#include <stdexcept>

namespace hmacsweep::tests {

std::vector<const BackendInfo*> available_backends() {
    std::vector<const BackendInfo*> available;
    for (const BackendInfo& info : backends()) {
        const Probe probe = info.probe();
        if (probe.is_available) {
            available.push_back(&info);
        } else {
            say_skipped(std::string("backend ") + std::string(info.name) + ": " + probe.detail);
        }
    }
    return available;
}

const BackendInfo& backend_named(std::string_view name) {
    for (const BackendInfo& info : backends()) {
        if (info.name == name) {
            return info;
        }
    }
    throw std::invalid_argument(std::string("no backend ") + std::string(name));
}

RunOutcome run_files(const std::vector<std::string>& inputs, const KeyStore& keys, const RunOptions& options,
                     const BackendInfo& backend, ParsedLines lines) {
    const TempDir folder;
    const std::string results = folder.file("results.jsonl");
    const KeyTable table(keys);
    std::vector<io::Source> sources = io::open_sources(inputs, options.shape.format);
    Result<io::OutputFile> output = io::OutputFile::open(results, {});
    if (!output) {
        throw std::runtime_error(output.error().message);
    }
    StopFlag stop;
    RunOutcome outcome;
    const std::unique_ptr<Backend> opened = backend.open(table, {});
    outcome.report = run({options, keys, table, *opened, backend.is_openssl}, sources, false, *output, stop, {});
    if (output->commit() != io::WriteOutcome::Ok) {
        throw std::runtime_error(output->error());
    }
    outcome.text = folder.read("results.jsonl");
    std::istringstream text(outcome.text);
    for (std::string line; lines == ParsedLines::Wanted && std::getline(text, line);) {
        outcome.lines.push_back(nlohmann::json::parse(line));
    }
    return outcome;
}

RunOutcome run_text(std::string_view input, const KeyStore& keys, const RunOptions& options, const BackendInfo& backend,
                    ParsedLines lines) {
    const TempDir folder;
    return run_files({folder.write("input.jsonl", input)}, keys, options, backend, lines);
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
