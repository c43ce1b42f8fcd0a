// The parameters of a call, from options, files, and --cli-input-json or --cli-input-yaml.
#pragma once

#include "host/aws/options.hpp"
#include "host/aws/value.hpp"

#include <map>
#include <string>
#include <string_view>

namespace hmacsweep::aws {

struct Parameters {
    Object values;                                 ///< by Member::name, those of options first; not checked
    std::map<std::string, std::string> shown{};    ///< by Member::name: the text for errors, in place of the value
};

/// Loads all parameters in the AWS CLI's order. An option has priority over the same member in --cli-input-json or
/// --cli-input-yaml. `own` is Invocation::own. Throws Failure when a file cannot be read or is no JSON or YAML object.
[[nodiscard]] Parameters read_parameters(const Operation& operation, const Parsed& own);

}    // namespace hmacsweep::aws
