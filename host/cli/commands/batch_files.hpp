// What a run of `verify` or `generate` opens before it reads the first record.
#pragma once

#include "host/backend/registry.hpp"
#include "host/base/output_file.hpp"
#include "host/cli/commands/signing.hpp"
#include "host/cli/options/batch_request.hpp"
#include "host/cli/signals.hpp"
#include "host/input/source.hpp"
#include "host/keys/key_file.hpp"
#include "host/report/report.hpp"
#include "host/run/other_files.hpp"
#include "host/run/pipeline.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace hmacsweep::cli {

/// Everything that is opened before the first record is read.
struct Opened {
    StopFlag stop;    ///< both go last, when no temporary file is left
    std::optional<SignalScope> signals;
    keys::LoadedKeys keys;
    Signing signing;
    rules::RunOptions options;
    backend::ChosenBackend backend;
    std::vector<input::Source> sources;
    std::vector<input::PassedOver> passed_over;
    std::optional<report::Part> part;          ///< with --shard
    std::vector<FileIdentity> other_files;     ///< of the other shards
    std::optional<run::OtherFiles> unnamed;    ///< with --no-other-files
    std::optional<OutputFile> output;
    std::optional<OutputFile> rejects;
    std::optional<OutputFile> summary;
    std::optional<OutputFile> report;

    /// The files of results and rejects. Needs open_all() before.
    [[nodiscard]] run::Outputs outputs() { return {*output, rejects ? &*rejects : nullptr}; }
};

/// Opens keys, inputs, backend and outputs, in this order. Complains and returns the exit status when something is
/// wrong.
[[nodiscard]] std::optional<int> open_all(const BatchRequest& request, Opened& opened);

/// The inputs' total size; nothing when one of them is no regular file.
[[nodiscard]] std::optional<std::uint64_t> total_bytes(const std::vector<input::Source>& sources);

}    // namespace hmacsweep::cli
