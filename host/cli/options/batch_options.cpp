#include "host/cli/options/batch_options.hpp"

#include "host/backend/registry.hpp"
#include "host/base/environment.hpp"
#include "host/cli/options/name_list.hpp"
#include "host/cli/options/option_values.hpp"
#include "host/cli/options/output_clash.hpp"
#include "host/cli/options/shape_options.hpp"
#include "host/cli/options/validation.hpp"
#include "host/cli/profiles/profile.hpp"
#include "host/input/compression/compression.hpp"
#include "host/report/ending.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <random>
#include <thread>

#include <unistd.h>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

constexpr Choices<rules::ResultsFilter, 3> results_choices{{{"all", rules::ResultsFilter::All},
                                                            {"failures", rules::ResultsFilter::Failures},
                                                            {"none", rules::ResultsFilter::None}}};
constexpr Choices<rules::Limits, 3> limits_choices{
    {{"auto", rules::Limits::Auto}, {"kms", rules::Limits::Kms}, {"none", rules::Limits::None}}};
constexpr Choices<rules::CrossCheck, 3> cross_check_choices{
    {{"none", rules::CrossCheck::None}, {"sample", rules::CrossCheck::Sample}, {"all", rules::CrossCheck::All}}};
constexpr Choices<When, 3> when_choices{{{"auto", When::Auto}, {"always", When::Always}, {"never", When::Never}}};
constexpr Choices<InputDigest, 3> digest_choices{
    {{"sha256", InputDigest::Sha256}, {"tree", InputDigest::Tree}, {"none", InputDigest::None}}};

constexpr std::uint64_t most_devices = 255;
constexpr std::uint64_t most_threads = 1024;
constexpr std::uint64_t most_record_bytes = std::uint64_t{1} << 31;    // offsets within a slab have 32 bits

/// Result lines would push everything else off a terminal's screen: what failed is enough there.
void spare_terminal(BatchRequest& request, const BatchFlags& flags) {
    constexpr std::uint64_t shown_on_terminal = 20;
    if (request.run.operation == rules::Operation::Verify && request.output == "-" && flags.results.empty() &&
        ::isatty(STDOUT_FILENO) != 0) {
        request.run.results = rules::ResultsFilter::Failures;
        request.run.max_result_lines = shown_on_terminal;
    }
}

void set_run(rules::RunOptions& run, const BatchFlags& flags, Validation& validation) {
    validation.choose(run.results, "--results", flags.results.empty() ? "all" : flags.results, results_choices);
    validation.choose(run.limits, "--limits", flags.limits, limits_choices);
    validation.choose(run.cross_check, "--cross-check", flags.cross_check, cross_check_choices);
    validation.set(run.max_record_bytes,
                   parse_number("--max-record-bytes", flags.max_record_bytes, 1, most_record_bytes));
    std::uint64_t number = 0;
    if (!flags.min_mac_bytes.empty()) {
        validation.set(number, parse_number("--min-mac-bytes", flags.min_mac_bytes, 1, core::max_digest_bytes));
        run.min_mac_bytes = static_cast<std::uint32_t>(number);
    }
    if (!flags.max_invalid.empty()) {
        validation.set(run.max_invalid, parse_number("--max-invalid", flags.max_invalid, 1));
    }
    number = std::max(1U, std::thread::hardware_concurrency());
    if (!flags.threads.empty()) {
        validation.set(number, parse_number("--threads", flags.threads, 1, most_threads));
    }
    run.threads = static_cast<std::uint32_t>(number);
    run.seed = std::random_device()();
    if (!flags.cross_check_seed.empty()) {
        validation.set(run.seed, parse_number("--cross-check-seed", flags.cross_check_seed));
    }
    run.ignore_key_state = flags.ignore_key_state;
    run.with_message = flags.with_message;
}

void set_expectations(report::Expectations& expectations, const BatchFlags& flags, Validation& validation) {
    if (!flags.expect_records.empty()) {
        std::uint64_t number = 0;
        validation.set(number, parse_number("--expect-records", flags.expect_records));
        expectations.records = number;
    }
    expectations.allow_empty = flags.allow_empty;
    expectations.accept_untagged = flags.accept == "untagged";
    validation.require(flags.accept.empty() || expectations.accept_untagged,
                       fmt::format("--accept takes untagged, not \"{}\"", flags.accept));
}

void set_devices(BatchRequest& request, const BatchFlags& flags, Validation& validation) {
    for (const std::string& list : flags.devices) {
        for (std::size_t begin = 0; begin <= list.size();) {
            const std::size_t end = std::min(list.find(',', begin), list.size());
            std::uint64_t index = 0;
            validation.set(index, parse_number("--device", list.substr(begin, end - begin), 0, most_devices));
            if (std::ranges::find(request.devices, static_cast<int>(index)) == request.devices.end()) {
                request.devices.push_back(static_cast<int>(index));
            }
            begin = end + 1;
        }
    }
    validation.require(request.devices.empty() || request.backend == "auto" || request.backend == "cuda",
                       fmt::format("--device chooses among GPUs, and --backend {} uses none", request.backend));
}

/// Why the outputs cannot be written; empty when they can, as far as names tell.
std::string find_clash(const BatchRequest& request, const BatchFlags& flags) {
    const bool has_results = request.run.results != rules::ResultsFilter::None || request.output != "-";
    const std::vector<NamedFile> outputs{{"--output", has_results ? request.output : ""},
                                         {"--rejects", request.rejects},
                                         {"--summary", request.summary},
                                         {"--report", request.report}};
    std::vector<NamedFile> inputs;
    inputs.reserve(request.inputs.size() + request.keys.size() + 2);
    for (const std::string& name : request.inputs) {
        inputs.push_back({"INPUT", name});
    }
    for (const std::string& name : request.keys) {
        inputs.push_back({"--keys", name});
    }
    if (!flags.files0_from.empty()) {
        inputs.push_back({"--files0-from", flags.files0_from});
    }
    if (is_profile_file(flags.profile)) {
        inputs.push_back({"--profile", flags.profile});
    }
    return find_clash(outputs, inputs);
}

std::vector<std::pair<std::string, std::string>> given_arguments(const CLI::App& command) {
    std::vector<std::pair<std::string, std::string>> arguments;
    for (const CLI::Option* option : command.get_options()) {
        if (option->count() != 0) {
            std::string value;
            for (const std::string& part : option->results()) {
                value += value.empty() ? part : fmt::format(" {}", part);
            }
            arguments.emplace_back(option->get_name(), value);
        }
    }
    return arguments;
}

/// An option that may be given several times and takes one value each time, so that it leaves positionals alone.
void add_list(CLI::App& command, const std::string& name, const std::string& value_name,
              std::vector<std::string>& values, const std::string& help) {
    command.add_option(name, values, help)
        ->expected(1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->type_name(value_name);
}

}    // namespace

void add_batch_options(CLI::App& command, BatchFlags& flags, rules::Operation operation) {
    const auto add = [&](const std::string& name, const std::string& value_name, std::string& value,
                         const std::string& help) {
        command.add_option(name, value, help)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
            ->type_name(value_name);
    };
    command
        .add_option("INPUT", flags.inputs,
                    "Files or folders of records, gzip'd, zstd'd or plain; - is standard input [-]")
        ->type_name("");
    add("--files0-from", "FILE", flags.files0_from,
        "Read the inputs' names from FILE, each ended by a NUL; - is standard input");
    add_list(command, "--include", "GLOB", flags.include,
             "Of folders, read only files whose path below the folder, or name, fits; repeatable");
    add_list(command, "--exclude", "GLOB", flags.exclude,
             "Of folders, leave out files and folders that fit; what is passed over unasked forbids a PASS");
    command.add_flag("--follow-links", flags.follow_links, "In folders, read what links lead to");
    add_list(command, "--keys", "FILE", flags.keys,
             "Key file, repeatable; may be a pipe or /dev/fd/N [$HMACSWEEP_KEYS]");
    add("-o,--output", "FILE", flags.output,
        "Where result lines go; a file appears whole or not at all [standard output]");
    add("--results", "WHICH", flags.results,
        "Which records get a result line: all, failures, none [all; on a terminal the first 20 failures]");
    add("--input-format", "FORMAT", flags.input_format,
        format_names([](const auto& row) { return row.format != format::InputFormat::Lines; }) +
            (operation == rules::Operation::Generate ? ", or lines: each line's bytes are a message [auto]"
                                                     : " [auto: by first bytes and suffix]"));
    add("--profile", "NAME", flags.profile,
        "Options by one name: github, jwt, vault, ... (`hmacsweep profiles` lists them), or a TOML or JSON file");
    add_list(command, "--key-id", "ID", flags.key_ids,
             operation == rules::Operation::Generate
                 ? "Key of records that do not name one"
                 : "Key of records that do not name one; candidates: any, or A,B,C, or repeated");
    add("--mac-algorithm", "ALG", flags.mac_algorithm, "Algorithm of records that do not name one, as HMAC_SHA_256");
    add("--message-encoding", "ENCODING", flags.message_encoding,
        "base64, base64url, base64url-nopad, base64-mime, hex, text [base64; in lines and in binary COPY text]");
    add_list(
        command, "--columns", "LIST", flags.columns,
        "The input's own field names: message=payload,mac=/headers/signature,...; without a header numbers, id=1:int "
        "for an integer");
    add("--line", "TEMPLATE", flags.line, "Lines of text and where their parts are, as '{Message} hmac={Mac:hex}'");
    add("--message", "RECIPE", flags.message, "The message put together from fields, as 'orders|{id}|{payload}'");
    add("--mac", "TEMPLATE", flags.mac, "What stands around the MAC in its field, as 'sha256={Mac:hex}'");
    add("--mac-separator", "TEXT", flags.mac_separator,
        "The MAC's field is a list, as --mac 't={t},v1={Mac:hex}' with , here; any of its MACs may be right");
    add("--mac-prefix", "TEXT", flags.mac_prefix,
        "What each MAC, decoded, begins with: bytes and the number of its key in four, as '\\x01{KeyId}'");
    add("--mac-prefix-bytes", "N", flags.mac_prefix_bytes, "Pass over the first bytes of each MAC, decoded [0]");
    command.add_flag("--ignore-name-case", flags.ignore_name_case,
                     "X-Signature in --columns and --message is x-signature in the input, too");
    add_list(command, "--algorithm-names", "LIST", flags.algorithm_names,
             "The input's own names of algorithms: HS256=HMAC_SHA_256,...");
    add_list(command, "--refuse", "LIST", flags.refuse,
             "Values that make a record malformed when they are there, as Header:base64url/crit");
    command.add_flag("--no-header", flags.no_header,
                     "The table has no header line: --columns takes numbers, 1 the first");
    add("--delimiter", "BYTE", flags.delimiter, "Between the cells of csv, as ; or \\t [,]");
    add("--limits", "WHICH", flags.limits,
        "kms: messages of 1 to 4096 bytes; none; auto: kms for keys with a KeySpec [auto]");
    add("--max-record-bytes", "N", flags.max_record_bytes, "A longer record is malformed [16777216]");
    command.add_flag("--ignore-key-state", flags.ignore_key_state, "Use keys that are disabled or pending deletion");
    add("--backend", "NAME", flags.backend, fmt::format("{} [auto]", backend::backend_names()));
    add_list(command, "--device", "LIST", flags.devices, "Which GPUs, by number: 0,2 [all]");
    add("--threads", "N", flags.threads, "CPU threads [all]");
    add("--cross-check", "WHICH", flags.cross_check,
        "What OpenSSL recomputes besides every invalid record: none, sample (1 %), all [sample]");
    add("--cross-check-seed", "N", flags.cross_check_seed, "Which records the sample takes, to repeat a run [random]");
    add("--expect-records", "N", flags.expect_records, "Status 3 unless there are exactly so many records");
    command.add_flag("--allow-empty", flags.allow_empty, "No records at all are fine");
    if (operation == rules::Operation::Verify) {
        add("--chain-link", "FIELD", flags.chain_link,
            "The field that repeats the MAC of the record before: records are chained by it");
        add("--chain-start", "MAC", flags.chain_start,
            "What stands for the MAC before a chain's first record ({prev.Mac}, --chain-link)");
        add("--chain-end", "MAC", flags.chain_end, "Status 3 unless the chain's last record has this MAC");
        command.add_flag("--one-chain", flags.one_chain, "One chain goes through all inputs, in their order");
        add("--mac-encoding", "ENCODING", flags.mac_encoding,
            "As --message-encoding, for MACs, or auto: by their length [auto; base64 where Mac is not mapped in JSON, "
            "and "
            "with --min-mac-bytes; in binary COPY text]");
        add("--min-mac-bytes", "N", flags.min_mac_bytes,
            "Accept MACs truncated to at least so many bytes [full length only]");
        add("--max-invalid", "N", flags.max_invalid,
            "Stop, with status 1, at so many records with a wrong MAC [never]");
        add("--accept", "CLASS", flags.accept, "untagged: records without a MAC leave status 0");
        add("--report", "FILE", flags.report,
            "Write a report for people to this file: one HTML page with verdict, evidence and findings");
    } else {
        add("--mac-encoding", "ENCODING", flags.mac_encoding,
            "As --message-encoding, for MACs in the input, which are ignored");
        command.add_flag("--with-message", flags.with_message, "Write whole VerifyMac requests, for verify to read");
    }
    add("--rejects", "FILE", flags.rejects, "Keep the records that are not valid, as they stand in the input");
    add("--summary", "FILE", flags.summary, "Write the summary as JSON to this file");
    add("--input-digest", "WHICH", flags.input_digest,
        "Digests of inputs and results: sha256, tree (SHA-256 of the SHA-256 of each 64 KiB, which is faster; of "
        "inputs), "
        "none [sha256 with --summary or --report]");
    add("--progress", "WHEN", flags.progress, "auto, always, never [auto: on a terminal]");
    add("--color", "WHEN", flags.color, "auto, always, never [auto]");
    command.add_flag("-q,--quiet", flags.quiet, "No summary on standard error");
}

Result<std::vector<std::string>> key_file_names(const std::vector<std::string>& given) {
    if (!given.empty()) {
        return given;
    }
    std::vector<std::string> names = listed_key_files();
    if (names.empty()) {
        return Error{"no key file: name one with --keys FILE, or list them in HMACSWEEP_KEYS"};
    }
    return names;
}

Result<rules::RunOptions> make_run_options(const BatchFlags& flags, rules::Operation operation) {
    rules::RunOptions run;
    Validation validation;
    run.operation = operation;
    set_shape(run.shape, flags, operation, validation);
    set_run(run, flags, validation);
    if (!validation.error().empty()) {
        return Error{validation.error()};
    }
    return run;
}

Result<BatchRequest> make_batch_request(const CLI::App& command, const BatchFlags& given, rules::Operation operation) {
    BatchFlags flags = given;
    BatchRequest request;
    Validation validation;
    const bool has_list = !flags.files0_from.empty();
    if (has_list) {
        validation.require(flags.inputs.empty(), "--files0-from and inputs on the command line cannot be combined");
        NameList list;
        validation.set(list, read_name_list(flags.files0_from, flags.keys.empty() ? listed_key_files() : flags.keys));
        flags.inputs = std::move(list.names);
        request.name_list = list.file;
    }
    ProfileEntries added;
    validation.set(added, apply_profile(flags));
    validation.set(request.run, make_run_options(flags, operation));
    set_expectations(request.expectations, flags, validation);
    validation.set(request.keys, key_file_names(flags.keys));
    request.key_ids = flags.key_ids;
    request.inputs = flags.inputs.empty() && !has_list ? std::vector<std::string>{"-"} : flags.inputs;
    request.folders = {!given.profile.empty(), flags.include, flags.exclude, flags.follow_links};
    const int num_lists_from_input = flags.files0_from == "-" ? 1 : 0;
    validation.require(
        std::ranges::count(request.inputs, "-") + std::ranges::count(request.keys, "-") + num_lists_from_input <= 1,
        "standard input (-) can be read only once");
    request.output = flags.output;
    request.summary = flags.summary;
    request.report = flags.report;
    spare_terminal(request, flags);
    request.rejects = flags.rejects;
    const std::string clash = find_clash(request, flags);
    validation.require(clash.empty(), clash);
    const bool has_evidence = !request.summary.empty() || !request.report.empty();
    request.digest = has_evidence ? InputDigest::Sha256 : InputDigest::None;
    if (!flags.input_digest.empty()) {
        validation.choose(request.digest, "--input-digest", flags.input_digest, digest_choices);
    }
    request.backend = flags.backend;
    validation.require(backend::is_backend_name(flags.backend),
                       fmt::format("--backend takes one of {}, not \"{}\"", backend::backend_names(), flags.backend));
    set_devices(request, flags, validation);
    validation.choose(request.progress, "--progress", flags.progress, when_choices);
    validation.choose(request.color, "--color", flags.color, when_choices);
    request.is_quiet = flags.quiet;
    request.arguments = given_arguments(command);
    for (const auto& [name, value] : request.arguments) {
        validation.require(!value.empty(), fmt::format("{} needs a value that is not empty", name));
    }
    for (const ProfileEntry& entry : added) {
        request.arguments.emplace_back(fmt::format("--profile.{}", entry.name), entry.value);
    }
    if (!validation.error().empty()) {
        return Error{validation.error()};
    }
    return request;
}

}    // namespace hmacsweep::cli
