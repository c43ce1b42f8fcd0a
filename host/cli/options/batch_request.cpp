#include "host/cli/options/batch_request.hpp"

#include "host/cli/options/field_names.hpp"
#include "host/cli/options/name_list.hpp"
#include "host/cli/options/output_clash.hpp"
#include "host/cli/options/validation.hpp"
#include "host/cli/profiles/profile.hpp"
#include "host/keys/key_source.hpp"

#include <algorithm>
#include <iterator>
#include <random>
#include <thread>

#include <unistd.h>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

/// Result lines would push everything else off a terminal's screen: the first failures are enough there.
void spare_terminal(BatchRequest& request, const Given& given) {
    constexpr std::uint64_t shown_on_terminal = 20;
    if (request.run.operation == rules::Operation::Verify && request.output == "-" && !given.has("--results") &&
        ::isatty(STDOUT_FILENO) != 0) {
        request.run.results = rules::ResultsFilter::Failures;
        request.run.max_result_lines = shown_on_terminal;
    }
}

/// The names of inputs in the file of --files0-from take the place of operands. Returns which file it is.
std::optional<FileIdentity> read_names_of_inputs(Given& given, Validation& validation) {
    if (!given.has("--files0-from")) {
        return std::nullopt;
    }
    validation.require(!given.has("INPUT"), "--files0-from and inputs on the command line cannot be combined");
    const std::vector<std::string>& keys = given.list("--keys");
    NameList list;
    const Result<std::vector<std::string>> names = key_file_names(keys);
    validation.set(list, read_name_list(given.text("--files0-from"), names ? *names : keys));
    given.set("INPUT", std::move(list.names));
    return list.file;
}

void check_standard_input(const BatchRequest& request, const Given& given, Validation& validation) {
    const int num_lists_from_input = given.text("--files0-from") == "-" ? 1 : 0;
    validation.require(std::ranges::count(request.inputs, "-") + keys::count_standard_input(request.keys) +
                               keys::count_standard_input(request.signing_keys) + num_lists_from_input <=
                           1,
                       "standard input (-) can be read only once");
}

/// Whether outputs and inputs are different files, as far as names tell.
void check_clash(const BatchRequest& request, const Given& given, Validation& validation) {
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
        inputs.push_back({"--keys", keys::parse_key_source(name).path});
    }
    for (const std::string& name : request.signing_keys) {
        inputs.push_back({"--signing-keys", keys::parse_key_source(name).path});
    }
    if (given.has("--files0-from")) {
        inputs.push_back({"--files0-from", given.text("--files0-from")});
    }
    if (is_profile_file(given.text("--profile"))) {
        inputs.push_back({"--profile", given.text("--profile")});
    }
    const std::string clash = find_clash(outputs, inputs);
    validation.require(clash.empty(), clash);
}

}    // namespace

void add_bare_key_ids(Given& given) {
    if (given.has("--key-id")) {
        return;
    }
    std::vector<std::string> names;
    const Result<std::vector<std::string>> keys = key_file_names(given.list("--keys"));
    std::ranges::copy_if(keys ? *keys : std::vector<std::string>(), std::back_inserter(names),
                         [](const std::string& name) { return keys::parse_key_source(name).is_bare_secret(); });
    if (!names.empty()) {
        given.set("--key-id", std::move(names));
    }
}

Result<std::vector<std::string>> key_file_names(const std::vector<std::string>& given) {
    if (!given.empty()) {
        return given;
    }
    Result<std::vector<std::string>> names = keys::listed_key_sources();
    if (names && names->empty()) {
        return Error{
            "no key: --keys FILE names a key file, --keys text:FILE (or hex:, base64:) a file with nothing but the "
            "secret, and HMACSWEEP_KEYS lists key files"};
    }
    return names;
}

Result<BatchRequest> read_options(const Given& given, rules::Operation operation) {
    BatchRequest request;
    Validation validation;
    request.run.operation = operation;
    request.run.shape.wants_mac = operation == rules::Operation::Verify;
    request.run.threads = std::max(1U, std::thread::hardware_concurrency());
    request.run.seed = std::random_device()();
    given.apply(Stage::Layout, request, validation);
    settle_names(request.run.shape, given, validation);
    given.apply(Stage::Names, request, validation);
    given.apply(Stage::Run, request, validation);
    if (!validation.error().empty()) {
        return Error{validation.error()};
    }
    return request;
}

Result<BatchRequest> make_batch_request(Given given, rules::Operation operation) {
    BatchRequest request;
    Validation validation;
    const std::optional<FileIdentity> name_list = read_names_of_inputs(given, validation);
    ProfileEntries added;
    validation.set(added, apply_profile(given));
    add_bare_key_ids(given);
    validation.set(request, read_options(given, operation));
    request.name_list = name_list;
    if (given.has("--files0-from")) {
        request.inputs = given.list("INPUT");    // none, where the list is empty
    }
    validation.set(request.keys, key_file_names(given.list("--keys")));
    check_standard_input(request, given, validation);
    spare_terminal(request, given);
    check_clash(request, given, validation);
    if (!given.has("--input-digest") && (given.has("--summary") || given.has("--report"))) {
        request.digest = InputDigest::Sha256;
    }
    request.arguments = given.arguments();
    const std::string empty_value = given.error_of_empty_value();
    validation.require(empty_value.empty(), empty_value);
    for (const ProfileEntry& entry : added) {
        request.arguments.emplace_back(fmt::format("--profile.{}", entry.name), entry.value);
    }
    if (!validation.error().empty()) {
        return Error{validation.error()};
    }
    return request;
}

}    // namespace hmacsweep::cli
