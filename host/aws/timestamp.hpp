// Times in KeyMetadata.
#pragma once

#include "host/aws/value.hpp"

namespace hmacsweep::aws {

/// `metadata`, an object, with its times as the AWS CLI prints them: seconds since 1970, as KMS answers them, become
/// ISO 8601 in the machine's time zone; times that are text already stay.
[[nodiscard]] Value with_times(const Value& metadata);

}    // namespace hmacsweep::aws
