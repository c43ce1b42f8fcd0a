// Whole runs of the library over texts and files, and the backends to run them on.
#pragma once

#include "host/backend/registry.hpp"
#include "host/backend/self_test.hpp"
#include "host/run/pipeline.hpp"
#include "tests/support/temp_dir.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace hmacsweep::tests {

/// The registry's backends that this machine can run; says of the others that they are skipped. With
/// HMACSWEEP_TEST_BACKEND set, only the one of that name.
[[nodiscard]] std::vector<const backend::BackendInfo*> available_backends();
/// The row of the registry with that name.
[[nodiscard]] const backend::BackendInfo& backend_named(std::string_view name);

struct RunOutcome {
    report::Report report;
    std::string text;                     ///< of all result lines
    std::vector<nlohmann::json> lines;    ///< each of them, where they are wanted
};

enum class ParsedLines : std::uint8_t { Wanted, Unwanted };

/// Runs the pipeline over files.
[[nodiscard]] RunOutcome run_files(const std::vector<std::string>& inputs, const keys::KeyStore& keys,
                                   const rules::RunOptions& options, const backend::BackendInfo& backend,
                                   ParsedLines lines = ParsedLines::Wanted);
/// The same over one text.
[[nodiscard]] RunOutcome run_text(std::string_view input, const keys::KeyStore& keys, const rules::RunOptions& options,
                                  const backend::BackendInfo& backend, ParsedLines lines = ParsedLines::Wanted);

/// The same over one text and a backend of the test's own, result lines not parsed.
[[nodiscard]] RunOutcome run_text_on(std::string_view input, const keys::KeyStore& keys,
                                     const rules::RunOptions& options, const backend::OpenBackend& open,
                                     InputDigest digest = InputDigest::None);

/// What a result line says: `valid`, or the error's code.
[[nodiscard]] std::string code_of(const nlohmann::json& line);
/// That of every line, in order.
[[nodiscard]] std::vector<std::string> codes_of(const RunOutcome& outcome);

}    // namespace hmacsweep::tests
