// A command line as options and inputs, so that another one can be made of it.
#pragma once

#include "host/base/result.hpp"
#include "host/cli/options/batch_request.hpp"
#include "host/diagnosis/job/settings.hpp"

#include <span>
#include <string>
#include <vector>

namespace hmacsweep::cli {

struct CommandWords {
    std::string before{};    ///< a command whose output is the input, with `| ` behind it; empty: there is none
    std::vector<std::string> inputs;
    diagnosis::Settings format;    ///< what was given about the input's format
    diagnosis::Settings job;       ///< about messages, MACs, keys' names and algorithms
    diagnosis::Settings others;    ///< key files and everything else that `verify` takes
};

/// Sorts the words behind a command's name. They were parsed before, so each is right.
[[nodiscard]] CommandWords sort_words(std::span<const std::string> words);

/// Whether a setting says something of a chain, and not that records are chained.
[[nodiscard]] bool is_chain_fact(const diagnosis::Setting& setting);

/// The words of `verify` with these settings in place of CommandWords::format and CommandWords::job.
[[nodiscard]] std::vector<std::string> verify_words(const CommandWords& given, const diagnosis::Settings& settings);

/// The request of such words, as `verify` makes it. An error is a usage error.
[[nodiscard]] Result<BatchRequest> verify_request(std::span<const std::string> words);

}    // namespace hmacsweep::cli
