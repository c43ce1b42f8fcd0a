// The parameters of a call as the AWS CLI puts them together: from options, files, and --cli-input-json or -yaml.
#pragma once

#include "host/aws/options.hpp"
#include "host/aws/value.hpp"

#include <map>
#include <string>
#include <string_view>

namespace hmacsweep::aws {

struct Parameters {
    Object values;                                 ///< by the names of members; those of options first, nothing checked
    std::map<std::string, std::string> shown{};    ///< what a complaint quotes in place of a text, where not itself
};

/// Loads files and lists in the AWS CLI's order. Throws Failure.
[[nodiscard]] Parameters read_parameters(const Operation& operation, const Parsed& own);

}    // namespace hmacsweep::aws
