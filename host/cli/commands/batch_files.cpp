#include "host/cli/commands/batch_files.hpp"

#include "host/base/encoding.hpp"
#include "host/cli/commands/status.hpp"
#include "host/cli/options/key_id_option.hpp"
#include "host/input/file_list.hpp"
#include "host/report/rejects.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

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
    if (request.run.line_form != rules::LineForm::Manifest) {
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

std::optional<int> open_keys(const BatchRequest& request, Opened& opened) {
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
    Result<Signing> signing = open_signing(request.signing_keys, request.signer, opened.keys.store);
    if (!signing) {
        return fail(report::Status::Usage, signing.error().message);
    }
    opened.signing = std::move(*signing);
    return std::nullopt;
}

/// Why options do not fit the inputs that were opened; empty where they do.
std::string misfit(const BatchRequest& request, const std::vector<input::Source>& sources) {
    if (!request.rejects.empty()) {
        const std::string clash = report::clash_of_rejects(sources, request.folders.charset, request.run.shape);
        if (!clash.empty()) {
            return clash;
        }
    }
    const auto num_inputs =
        std::ranges::count_if(sources, [](const input::Source& source) { return !source.is_archive; });
    const format::Chain& chain = request.run.shape.chain;
    if (chain.end && !chain.is_one && num_inputs > 1) {
        return "--chain-end is for one chain: several inputs are one with --one-chain";
    }
    if (request.run.line_form == rules::LineForm::Record && num_inputs > 1) {
        return "--with-record writes one input again: run it for each of several inputs";
    }
    return {};
}

std::vector<FileIdentity> key_file_identities(const Opened& opened) {
    std::vector<FileIdentity> identities = opened.keys.identities;
    opened.signing.add_identities(identities);
    return identities;
}

input::FolderRules folder_rules(const BatchRequest& request, const Opened& opened) {
    input::FolderRules folders = request.folders;
    folders.key_files = key_file_identities(opened);
    return folders;
}

std::optional<int> open_sources(const BatchRequest& request, Opened& opened) {
    Result<input::Inputs> found = find_inputs(request, folder_rules(request, opened));
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
    if (const std::string reason = misfit(request, opened.sources); !reason.empty()) {
        return fail(report::Status::Usage, reason);
    }
    return std::nullopt;
}

std::optional<int> open_device(const BatchRequest& request, Opened& opened) {
    Result<backend::ChosenBackend> backend =
        backend::choose_backend({request.backend, request.devices, total_bytes(opened.sources)});
    if (!backend) {
        return fail(report::Status::BackendFailed, backend.error().message);
    }
    opened.backend = std::move(*backend);
    for (const std::string& warning : opened.backend.warnings) {
        warn(warning);
    }
    return std::nullopt;
}

/// The files that the run reads as records or keys, and those that it writes.
std::vector<FileIdentity> own_files(const BatchRequest& request, std::vector<FileIdentity> own) {
    for (const std::string& path : {request.output, request.rejects, request.summary, request.report,
                                    std::string("/dev/stdout"), std::string("/dev/stderr")}) {
        if (const std::optional<FileIdentity> identity = identity_of(path)) {
            own.push_back(*identity);
        }
    }
    return own;
}

std::optional<int> open_outputs(const BatchRequest& request, Opened& opened) {
    std::vector<FileIdentity> read_files = key_file_identities(opened);
    read_files.insert(read_files.end(), opened.other_files.begin(), opened.other_files.end());
    if (request.name_list) {
        read_files.push_back(*request.name_list);
    }
    const std::vector<FileIdentity> forbidden = run::forbidden_files(opened.sources, std::move(read_files));
    if (request.run.wants_file_names) {    // before there are temporary files
        opened.unnamed.emplace(opened.sources, request.run.shape, folder_rules(request, opened),
                               own_files(request, forbidden));
    }
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

}    // namespace

std::optional<int> open_all(const BatchRequest& request, Opened& opened) {
    for (const auto& open : {open_keys, open_sources, open_device, open_outputs}) {
        if (const std::optional<int> status = open(request, opened)) {
            return status;
        }
    }
    return std::nullopt;
}

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

}    // namespace hmacsweep::cli
