// What --generate-cli-skeleton prints.
#pragma once

#include "host/aws/options.hpp"
#include "host/aws/value.hpp"

#include <string>

namespace hmacsweep::aws {

/// A request to fill in, for --cli-input-json.
[[nodiscard]] std::string json_skeleton(const Operation& operation);
/// The same for --cli-input-yaml, with comments.
[[nodiscard]] std::string yaml_skeleton(const Operation& operation);

/// A response with the names of its members as their values. Throws Failure for GenerateMac and DescribeKey, whose own
/// samples the AWS CLI refuses.
[[nodiscard]] Value sample_response(const Operation& operation);

}    // namespace hmacsweep::aws
