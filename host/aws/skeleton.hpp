// The texts and values for --generate-cli-skeleton.
#pragma once

#include "host/aws/options.hpp"
#include "host/aws/value.hpp"

#include <string>

namespace hmacsweep::aws {

/// A request to fill in, for --cli-input-json.
[[nodiscard]] std::string json_skeleton(const Operation& operation);
/// A request to fill in, for --cli-input-yaml, with comments.
[[nodiscard]] std::string yaml_skeleton(const Operation& operation);

/// A response of VerifyMac in which each text is the name of its member. Throws Failure for GenerateMac and
/// DescribeKey, because the AWS CLI refuses its own samples of these.
[[nodiscard]] Value sample_response(const Operation& operation);

}    // namespace hmacsweep::aws
