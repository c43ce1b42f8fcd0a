// The options of `verify` and `generate`: from flags to a validated request.
#pragma once

#include "host/base/digest.hpp"
#include "host/base/file_identity.hpp"
#include "host/base/result.hpp"
#include "host/cli/terminal.hpp"
#include "host/input/source.hpp"
#include "host/report/ending.hpp"
#include "host/rules/run_options.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

namespace hmacsweep::cli {

/// The options as given, all text: CLI11 reads `-1` and `010` as numbers in ways that nobody means.
struct BatchFlags {
    std::vector<std::string> inputs;
    std::string files0_from;
    std::vector<std::string> include;
    std::vector<std::string> exclude;
    bool follow_links = false;
    std::vector<std::string> keys;
    std::string output = "-";
    std::string results;
    std::string input_format;    ///< empty: auto
    std::vector<std::string> key_ids;
    std::string mac_algorithm;
    std::string message_encoding;
    std::string mac_encoding;
    std::vector<std::string> columns;
    std::string line;
    std::string message;
    std::string mac;
    std::string mac_separator;
    std::string mac_prefix;
    std::string mac_prefix_bytes;
    std::vector<std::string> algorithm_names;
    std::vector<std::string> refuse;
    bool ignore_name_case = false;
    std::string chain_link;
    std::string chain_start;
    std::string chain_end;
    bool one_chain = false;
    std::string profile;
    std::string delimiter;
    std::string limits = "auto";
    std::string max_record_bytes = "16777216";
    std::string min_mac_bytes;
    bool no_header = false;
    bool ignore_key_state = false;
    std::string backend = "auto";
    std::vector<std::string> devices;
    std::string threads;
    std::string cross_check = "sample";
    std::string cross_check_seed;
    std::string expect_records;
    std::string max_invalid;
    bool allow_empty = false;
    std::string accept;
    bool with_message = false;
    std::string rejects;
    std::string summary;
    std::string report;
    std::string input_digest;
    std::string progress = "auto";
    std::string color = "auto";
    bool quiet = false;
};

/// What a batch command was asked to do.
struct BatchRequest {
    rules::RunOptions run;
    report::Expectations expectations;
    std::vector<std::string> inputs;          ///< at least one, unless a list of names has none
    std::optional<FileIdentity> name_list;    ///< the file that has that list
    input::FolderRules folders;               ///< as far as they are known before the keys are
    std::vector<std::string> keys;            ///< at least one
    std::vector<std::string> key_ids;         ///< as given, to be settled when the keys are known
    std::string output;
    std::string rejects;    ///< empty for none
    std::string summary;    ///< likewise
    std::string report;     ///< likewise
    InputDigest digest = InputDigest::None;
    std::string backend;
    std::vector<int> devices;    ///< empty: all
    When progress = When::Auto;
    When color = When::Auto;
    bool is_quiet = false;
    /// As given, for the summary; what a profile adds is called `--profile.NAME`.
    std::vector<std::pair<std::string, std::string>> arguments;
    std::vector<std::string> command;    ///< the words of the command line
};

/// Declares the options of a batch command on its CLI11 subcommand.
void add_batch_options(CLI::App& command, BatchFlags& flags, rules::Operation operation);

/// Validates them; an error is a usage error (status 2).
Result<BatchRequest> make_batch_request(const CLI::App& command, const BatchFlags& given, rules::Operation operation);

/// What of them says how records are found, read and judged. A profile has been applied before.
Result<rules::RunOptions> make_run_options(const BatchFlags& flags, rules::Operation operation);

/// The key files of `--keys`, else those that HMACSWEEP_KEYS lists; an error when there are none.
Result<std::vector<std::string>> key_file_names(const std::vector<std::string>& given);

}    // namespace hmacsweep::cli
