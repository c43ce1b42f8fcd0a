// A checked request to `verify` or `generate`; `show` and `diagnose` use parts of it.
#pragma once

#include "host/base/digest.hpp"
#include "host/base/file_identity.hpp"
#include "host/base/result.hpp"
#include "host/cli/options/given.hpp"
#include "host/cli/terminal.hpp"
#include "host/input/shard.hpp"
#include "host/input/source.hpp"
#include "host/report/ending.hpp"
#include "host/rules/run_options.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hmacsweep::cli {

/// A request to a batch command.
struct BatchRequest {
    rules::RunOptions run;
    report::Expectations expectations;
    std::vector<std::string> inputs{"-"};     ///< at least one, unless a list of names has none
    std::optional<FileIdentity> name_list;    ///< the file that has the list of names; empty: no such file
    std::optional<input::Shard> shard;        ///< --shard; empty: all files
    input::FolderRules folders;               ///< without the key files, which are not known yet
    std::vector<std::string> keys;            ///< at least one
    std::vector<std::string> key_ids;         ///< as given; settle_key_ids() finds out what they mean
    std::string output;
    std::string rejects;                      ///< empty for none
    std::string summary;                      ///< empty for none
    std::string report;                       ///< empty for none
    std::string signer;                       ///< the name of the key that signs the summary; empty: it is not signed
    std::vector<std::string> signing_keys;    ///< key files
    InputDigest digest = InputDigest::None;
    std::string backend;
    std::vector<int> devices;    ///< empty: all
    When progress = When::Auto;
    When color = When::Auto;
    bool is_quiet = false;
    /// The options as given, for the summary. An option from a profile has the name `--profile.NAME`.
    std::vector<std::pair<std::string, std::string>> arguments;
    std::vector<std::string> command;    ///< the words of the command line
};

/// Calls the effects of all options, which fill in how records are found, read and judged. A profile must have been
/// applied before. An error is a usage error (status 2).
Result<BatchRequest> read_options(const Given& given, rules::Operation operation);

/// Makes a complete request: applies the profile, reads the options, finds the names of key files, and checks that
/// outputs and inputs are different files. An error is a usage error (status 2).
Result<BatchRequest> make_batch_request(Given given, rules::Operation operation);

/// Without --key-id, the bare secrets of --keys become its values, for each is a name of its key. Called after
/// apply_profile().
void add_bare_key_ids(Given& given);

/// The key files of `--keys`, else those that HMACSWEEP_KEYS lists; an error when there are none.
Result<std::vector<std::string>> key_file_names(const std::vector<std::string>& given);

}    // namespace hmacsweep::cli
